package dev.berth.core.feature;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.SanitizedText;
import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One version of a [FeatureFunction], written `name@version`.
///
/// @param name lower-case letters, digits and `-`, the first a letter; at most 64
/// @param version from 1 on
public record FunctionReference(String name, int version) implements Comparable<FunctionReference> {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,63}");
    private static final Pattern FORM =
            Pattern.compile("(" + NAME.pattern() + ")(@([1-9][0-9]{0,8}))?");
    private static final Comparator<FunctionReference> ORDER =
            Comparator.comparing(FunctionReference::name)
                    .thenComparingInt(FunctionReference::version);

    public FunctionReference {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("name: " + name + " (expected: " + NAME + ")");
        }
        if (version < 1) {
            throw new IllegalArgumentException("version: " + version + " (expected: at least 1)");
        }
    }

    /// Reads `name@version`, or `name` for version 1.
    ///
    /// @throws ProblemException `name-invalid` if the text is not of the form
    public static FunctionReference parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new ProblemException(
                    ProblemCode.NAME_INVALID,
                    "function '"
                            + SanitizedText.of(text)
                            + "' (expected: name@version, such as great-circle@1)",
                    "name the function and its version");
        }
        String version = matcher.group(3);
        return new FunctionReference(
                matcher.group(1), version == null ? 1 : Integer.parseInt(version));
    }

    @Override
    public int compareTo(FunctionReference other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return name + "@" + version;
    }
}
