package dev.berth.core.feature;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.SanitizedText;
import java.util.regex.Pattern;

/// The name of a feature service: 1 to 64 letters, digits, `_` and `-`, beginning with a letter.
public record ServiceName(String value) implements Comparable<ServiceName> {
    private static final Pattern FORM = Pattern.compile("[A-Za-z][A-Za-z0-9_-]{0,63}");

    /// @throws ProblemException `name-invalid` if it is not of the form
    public ServiceName {
        if (!isName(value)) {
            throw new ProblemException(
                    ProblemCode.NAME_INVALID,
                    "feature service '"
                            + SanitizedText.of(value)
                            + "' (expected: 1 to 64 of A-Z a-z 0-9 _ - beginning with a letter)",
                    "choose a name of this form");
        }
    }

    /// Whether a text has the form of a name.
    public static boolean isName(String text) {
        return FORM.matcher(text).matches();
    }

    @Override
    public int compareTo(ServiceName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
