package dev.berth.audit.detect;

import dev.berth.audit.code.CodeFile;

/// A read or a write of a file or table whose name is written in the code.
///
/// @param data path or address of a file, or the name of a table in lower case
/// @param unit index of the innermost unit around it
record DataAccess(String data, Kind kind, boolean isWrite, CodeFile file, int line, int unit) {
    /// What is accessed.
    enum Kind {
        FILE,
        TABLE
    }

    /// The top folder of the file, by which the parts of a repository are told apart, or empty.
    String part() {
        return part(file);
    }

    /// The top folder of a file, or empty.
    static String part(CodeFile file) {
        int slash = file.path().indexOf('/');
        return slash < 0 ? "" : file.path().substring(0, slash);
    }

    boolean isRead() {
        return !isWrite;
    }
}
