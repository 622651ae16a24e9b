package dev.berth.core.feature;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.SanitizedText;

/// One feature of one version of a view, written `view@version:feature`.
public record FeatureReference(ViewReference view, FeatureName feature) {

    /// Reads `view@version:feature`.
    ///
    /// @throws ProblemException `name-invalid` if the text is not of the form
    public static FeatureReference parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            throw new ProblemException(
                    ProblemCode.NAME_INVALID,
                    "feature '"
                            + SanitizedText.of(text)
                            + "' (expected: view@version:feature, such as"
                            + " customer_orders@1:orders_30d)",
                    "name the view, its version and the feature");
        }
        return new FeatureReference(
                ViewReference.parse(text.substring(0, colon)),
                new FeatureName(text.substring(colon + 1)));
    }

    @Override
    public String toString() {
        return view + ":" + feature;
    }
}
