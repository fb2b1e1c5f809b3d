"""The file formats of pictures, looked at before anything is decoded."""
