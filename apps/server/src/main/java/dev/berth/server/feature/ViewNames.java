package dev.berth.server.feature;

import dev.berth.core.NearestName;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.SanitizedText;
import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.feature.FeatureView;
import dev.berth.core.feature.ViewName;
import dev.berth.core.feature.ViewReference;
import dev.berth.features.maintenance.LatestVersions;
import dev.berth.server.auth.FeatureAccess;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/// Views by what callers call them: `view@2`, or `view@v2` as Feast writes it, is that version;
/// `view` and `view@latest` are the latest.
public final class ViewNames {
    private static final char VERSION = '@';
    private static final String LATEST = "latest";

    /// Source: Feast's references of features, in which the letter may be a capital.
    private static final Pattern FEAST = Pattern.compile("[vV][0-9]+");

    private ViewNames() {}

    /// Whether a name of a view, or of a feature with one, says a version as Feast does.
    static boolean isFeastVersion(String version) {
        return FEAST.matcher(version).matches();
    }

    /// The view; empty if there is no view of the name. A version that is named may be none.
    ///
    /// @param latest which version a view's name alone means
    /// @throws ProblemException `name-invalid` if the text is not of the form
    static Optional<ViewReference> find(
            String name, Function<ViewName, Optional<ViewReference>> latest) {
        String plain = plain(name);
        return plain.indexOf(VERSION) < 0
                ? latest.apply(new ViewName(plain))
                : Optional.of(ViewReference.parse(plain));
    }

    /// Refuses a view that the caller may not read, and one of a name that is none of those that it
    /// may.
    ///
    /// @throws ProblemException `forbidden`, or `name-invalid` if the text is not of the form
    static void requireMayRead(String view, LatestVersions latest, FeatureAccess access) {
        if (access.isToAll()) {
            return;
        }
        boolean may =
                find(view, latest::find)
                        .map(access::mayRead)
                        .orElseGet(() -> access.isNamed(plain(view)));
        if (!may) {
            throw access.deniedView(view);
        }
    }

    /// A name of a view or service as consumers are granted it: `name` for the latest version too,
    /// and `name@2` for Feast's `name@v2`.
    static String plain(String name) {
        int at = name.indexOf(VERSION);
        if (at < 0) {
            return name;
        }
        String version = name.substring(at + 1);
        if (version.toLowerCase(Locale.ROOT).equals(LATEST)) {
            return name.substring(0, at);
        }
        return isFeastVersion(version) ? name.substring(0, at + 1) + version.substring(1) : name;
    }

    /// A stored view, by its name alone the highest that is described.
    ///
    /// @throws ProblemException `feature-not-found`, or `name-invalid`
    public static FeatureView stored(String name, FeatureDefinitions definitions) {
        return find(name, definitions::findLatest)
                .flatMap(definitions::findView)
                .orElseThrow(
                        () ->
                                notFound(
                                        "stored view '" + SanitizedText.of(name) + "'",
                                        name,
                                        definitions.views().keySet().stream()
                                                .map(view -> calledLike(name, view))
                                                .distinct()
                                                .toList()));
    }

    /// What a view is called where a caller wrote such a name: with its version, or without.
    static String calledLike(String name, ViewReference view) {
        return name.indexOf(VERSION) < 0 ? view.name().value() : view.toString();
    }

    static ProblemException notFound(String what, String written, Collection<String> names) {
        return new ProblemException(
                ProblemCode.FEATURE_NOT_FOUND,
                "no " + what + NearestName.hint(written, names),
                "name one that GET /v1/features lists");
    }
}
