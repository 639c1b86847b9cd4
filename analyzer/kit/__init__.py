"""The collection kit: read-only scripts made from the layouts and rules, with the pages that explain them."""
