"""Updates a project from its template: a merge by git of what two versions render."""
