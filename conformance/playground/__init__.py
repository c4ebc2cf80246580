"""The playground: a create and updates are composed on a page, which tells at once what comes of them and which rule gives every value."""
