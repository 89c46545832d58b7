"""The language of claims: the grammar of evidence, and the vocabulary of words that can be tested."""
