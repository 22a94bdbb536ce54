"""Content Credentials (C2PA): signs published files, keeps the signatures, and reads anybody's.

Nothing here loads the C2PA library before a file is signed or read; see
docs/adr/0024-signed-provenance.md.
"""
