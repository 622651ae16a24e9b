package dev.berth.core.system;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.SanitizedText;
import dev.berth.core.feature.ServiceReference;
import dev.berth.core.feature.ViewReference;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The views and feature services of one name that a consumer may read, written `name` for each
/// version or `name@version` for one.
///
/// @param name of views, stored or on demand, or of feature services
/// @param version from 1 on; empty for each
public record FeatureGrant(String name, OptionalInt version) {
    private static final Pattern FORM =
            Pattern.compile("([A-Za-z][A-Za-z0-9_-]{0,63})(?:@([1-9][0-9]{0,8}))?");

    /// That of every version.
    static FeatureGrant ofEach(String name) {
        return new FeatureGrant(name, OptionalInt.empty());
    }

    static FeatureGrant of(ViewReference view) {
        return new FeatureGrant(view.name().value(), OptionalInt.of(view.version()));
    }

    static FeatureGrant of(ServiceReference service) {
        return new FeatureGrant(service.name().value(), OptionalInt.of(service.version()));
    }

    /// Reads `name` or `name@version`.
    ///
    /// @throws ProblemException `name-invalid` if the text is not of the form
    public static FeatureGrant parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new ProblemException(
                    ProblemCode.NAME_INVALID,
                    "features '"
                            + SanitizedText.of(text)
                            + "' (expected: a view or service, or with its version, such as"
                            + " departures@1)",
                    "name the view or service");
        }
        return matcher.group(2) == null
                ? ofEach(matcher.group(1))
                : new FeatureGrant(
                        matcher.group(1), OptionalInt.of(Integer.parseInt(matcher.group(2))));
    }

    @Override
    public String toString() {
        return version.isPresent() ? name + "@" + version.getAsInt() : name;
    }
}
