"""The pages that people read: views and templates over a site that is already data.

Public pages are made from a `Site` (see `ground.terms.site`) and from nothing else: no store, no records, no
rows. One set of views and templates gives the live site (`portal.serve`) and the static one (`portal.static`),
so what is looked at before a release is what is released.
"""
