"""Questions that span rooms: the list of cases, a child's whole file, what waits for a person, the record of acts."""
