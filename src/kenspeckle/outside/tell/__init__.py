"""Stories: what cells they want, whether their claims are borne out, other ways of counting, a page as data."""
