package dev.berth.expression;

import dev.berth.core.signature.TensorSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// A tensor under the name by which expressions read it.
///
/// @param name an identifier of CEL, or several with dots between
public record Variable(String name, TensorSpec tensor) {
    private static final Pattern NOT_IN_IDENTIFIERS = Pattern.compile("[^A-Za-z0-9_]");

    /// The tensors by their own names, in which what an identifier may not have becomes `_`.
    public static List<Variable> of(List<TensorSpec> tensors) {
        List<Variable> variables = new ArrayList<>();
        for (TensorSpec tensor : tensors) {
            variables.add(new Variable(identifier(tensor.name()), tensor));
        }
        return variables;
    }

    private static String identifier(String tensor) {
        String allowed = NOT_IN_IDENTIFIERS.matcher(tensor).replaceAll("_");
        return !allowed.isEmpty() && Character.isDigit(allowed.charAt(0)) ? "_" + allowed : allowed;
    }
}
