"""Audits in the service, apart from HTTP: what routes and pages both stand on.

`audits.Audits` (at `service.audits`) holds what there is to do with audits: `listed`, `found`, `seen`, `finished`, `begin`, `cancel`,
`resume`, `delete`.
`uploads.received` takes files from a form, `tables.tables_of` opens them. `posts.posts_page`, `posts.post_whole` and `posts.decisions_on`
read a finished audit's posts, `exports.export` and `exports.zipped` hand out its files; all these are to be called in a thread.
`telling` puts what they give into JSON.
"""
