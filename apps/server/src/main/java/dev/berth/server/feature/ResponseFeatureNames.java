package dev.berth.server.feature;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.SanitizedText;
import dev.berth.core.feature.FeatureReference;
import dev.berth.protocol.feature.FeatureNaming;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Names of the features in a response, each unique.
final class ResponseFeatureNames {
    private ResponseFeatureNames() {}

    /// @throws ProblemException `parameter-invalid` if two features would be called the same
    static List<String> of(SelectedFeatures wanted, FeatureNaming naming) {
        List<String> names = new ArrayList<>(wanted.size());
        Set<String> taken = new HashSet<>();
        for (int i = 0; i < wanted.size(); i++) {
            FeatureReference reference = wanted.selections().get(i).feature();
            String name = name(reference, wanted.written().get(i), naming);
            if (!taken.add(name)) {
                throw twice(name, remedy(naming));
            }
            names.add(name);
        }
        return names;
    }

    /// In full a version that is written as Feast writes it is part of the name, as it is there.
    /// What a service names by itself is called so.
    private static String name(FeatureReference reference, String written, FeatureNaming naming) {
        if (written.indexOf(':') < 0) {
            return written;
        }
        int version = written.indexOf('@') + 1;
        boolean isFeast =
                naming == FeatureNaming.FULL
                        && version > 0
                        && ViewNames.isFeastVersion(
                                written.substring(version, written.indexOf(':')));
        return isFeast
                ? "%s@v%d__%s"
                        .formatted(
                                reference.view().name(),
                                reference.view().version(),
                                reference.feature())
                : naming.name(reference);
    }

    /// As the caller wrote them.
    ///
    /// @throws ProblemException `parameter-invalid` if one is written twice
    static List<String> written(SelectedFeatures wanted) {
        Set<String> taken = new HashSet<>();
        for (String name : wanted.written()) {
            if (!taken.add(name)) {
                throw twice(name, "ask for each feature once");
            }
        }
        return wanted.written();
    }

    private static String remedy(FeatureNaming naming) {
        return switch (naming) {
            case SHORT -> "ask for each feature once, and set full_feature_names if views differ";
            case FULL -> "ask for each feature once, and for versions as view@v1:feature";
        };
    }

    private static ProblemException twice(String name, String remedy) {
        return new ProblemException(
                ProblemCode.PARAMETER_INVALID,
                "two features would be called '"
                        + SanitizedText.of(name)
                        + "' in the answer (expected: each by a name of its own)",
                remedy);
    }
}
