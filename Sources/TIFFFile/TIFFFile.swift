// The module TIFFFile.
