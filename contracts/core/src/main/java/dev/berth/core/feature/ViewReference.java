package dev.berth.core.feature;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.SanitizedText;
import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One version of one feature view, written `view@version`.
///
/// @param version from 1 on
public record ViewReference(ViewName name, int version) implements Comparable<ViewReference> {
    private static final Pattern FORM = Pattern.compile("([^@:]+)@([1-9][0-9]{0,8})");
    private static final Comparator<ViewReference> ORDER =
            Comparator.comparing(ViewReference::name).thenComparingInt(ViewReference::version);

    public ViewReference {
        if (version < 1) {
            throw new IllegalArgumentException("version: " + version + " (expected: at least 1)");
        }
    }

    public static ViewReference of(String name, int version) {
        return new ViewReference(new ViewName(name), version);
    }

    /// Reads `view@version`.
    ///
    /// @throws ProblemException `name-invalid` if the text is not of the form
    public static ViewReference parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new ProblemException(
                    ProblemCode.NAME_INVALID,
                    "feature view '"
                            + SanitizedText.of(text)
                            + "' (expected: view@version, such as customer_orders@1)",
                    "name the view and its version");
        }
        return of(matcher.group(1), Integer.parseInt(matcher.group(2)));
    }

    @Override
    public int compareTo(ViewReference other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return name + "@" + version;
    }
}
