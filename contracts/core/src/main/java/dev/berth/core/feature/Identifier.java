package dev.berth.core.feature;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.SanitizedText;
import java.util.regex.Pattern;

/// The form of names that stand in SQL, CEL, columns of tables and URLs as they are.
final class Identifier {
    private static final Pattern FORM = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,63}");

    private Identifier() {}

    static void require(String kind, String value) {
        if (!FORM.matcher(value).matches()) {
            throw new ProblemException(
                    ProblemCode.NAME_INVALID,
                    kind
                            + " '"
                            + SanitizedText.of(value)
                            + "' (expected: 1 to 64 of A-Z a-z 0-9 _ beginning with a letter)",
                    "choose a name of this form");
        }
    }
}
