package dev.berth.audit.code;

import java.util.List;

/// A part of a file that has a name: the file itself, a type, or a function.
///
/// @param index its position among the file's units; the file itself is 0
/// @param parent the index of the unit around it; of the file itself 0
/// @param name empty for the file itself
/// @param line of its declaration without markers, counted from 1
/// @param endLine the last one
/// @param markers decorators or annotations as they are written, such as `app.route("/p")`
/// @param returns the declared type of its result, or empty
/// @param codeLines lines that are neither blank nor comments, those of inner units included
public record CodeUnit(
        int index,
        int parent,
        Kind kind,
        String name,
        int line,
        int endLine,
        List<String> markers,
        List<Parameter> parameters,
        String returns,
        int codeLines) {
    public CodeUnit {
        markers = List.copyOf(markers);
        parameters = List.copyOf(parameters);
    }

    /// What it is.
    public enum Kind {
        FILE,
        TYPE,
        FUNCTION
    }

    /// A parameter.
    ///
    /// @param type as it is declared, or empty
    /// @param markers annotations as they are written
    public record Parameter(String name, String type, List<String> markers) {
        public Parameter {
            markers = List.copyOf(markers);
        }
    }
}
