package dev.berth.audit.code;

import java.util.List;
import java.util.Optional;

/// A call of a function, a method or a constructor.
///
/// @param name with the imported package in place of its alias, such as `pandas.read_csv`; a
///   constructor as its type; what follows another call or an index begins with `….`, such as
///   `….fit`
/// @param receiver the variable or package at its start, such as `df` in `df.x.mean()`, or empty
/// @param arguments in their order
/// @param assigned names of the variables that take its value, directly or as the start of a chain
/// @param unit index of the innermost unit around it
/// @param isGuarded whether it is inside the body of a `try` with handlers
/// @param isNested whether it is an argument or the receiver of another call
public record CodeCall(
        String name,
        String receiver,
        List<Argument> arguments,
        List<String> assigned,
        int line,
        int unit,
        boolean isGuarded,
        boolean isNested) {
    public CodeCall {
        arguments = List.copyOf(arguments);
        assigned = List.copyOf(assigned);
    }

    /// An argument.
    ///
    /// @param keyword its name where one is written, or empty
    /// @param text as it is written, at most 300 characters on one line
    /// @param string its value if it is text; parts that are computed are `{}`
    public record Argument(String keyword, String text, Optional<String> string) {}

    /// The last name, such as `read_csv`.
    public String method() {
        return name.substring(name.lastIndexOf('.') + 1);
    }

    /// The argument with a keyword.
    public Optional<Argument> argument(String keyword) {
        return arguments.stream().filter(each -> each.keyword().equals(keyword)).findFirst();
    }

    /// The text at a position among those without a keyword.
    public Optional<String> string(int position) {
        return arguments.stream()
                .filter(each -> each.keyword().isEmpty())
                .skip(position)
                .findFirst()
                .flatMap(Argument::string);
    }
}
