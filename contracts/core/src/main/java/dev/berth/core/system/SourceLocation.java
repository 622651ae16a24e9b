package dev.berth.core.system;

import java.nio.file.Path;

/// A place in a file that a person wrote.
///
/// @param line counted from 1; 0 for the file as a whole
public record SourceLocation(Path file, int line) {
    @Override
    public String toString() {
        return line == 0 ? file.toString() : file + ":" + line;
    }
}
