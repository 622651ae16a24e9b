package dev.berth.catalog.model;

import dev.berth.catalog.document.DocumentNode;
import dev.berth.core.NearestName;
import dev.berth.core.feature.FeatureReference;
import dev.berth.core.feature.FeatureSelection;
import dev.berth.core.feature.PackageFeatures;
import dev.berth.core.signature.Field;
import dev.berth.core.signature.Signature;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reader of the features that a package needs. Whether they are described is found out where they
/// are filled in: a package can be served without.
public final class PackageFeaturesReader {
    private PackageFeaturesReader() {}

    /// Reads the `features` of a package.
    ///
    /// @param signature empty if it has errors
    public static PackageFeatures read(
            Optional<DocumentNode> features, Optional<Signature> signature) {
        Map<String, FeatureSelection> inputs = new LinkedHashMap<>();
        for (var entry :
                features.flatMap(place -> place.child("inputs"))
                        .map(DocumentNode::entries)
                        .orElse(Map.of())
                        .entrySet()) {
            DocumentNode place = entry.getValue();
            signature.ifPresent(known -> checkInput(entry.getKey(), place, known));
            selection(place).ifPresent(found -> inputs.put(entry.getKey(), found));
        }
        return new PackageFeatures(inputs, features.flatMap(place -> place.text("as-of")));
    }

    private static void checkInput(String name, DocumentNode place, Signature signature) {
        List<String> known = signature.inputs().stream().map(Field::name).toList();
        if (!known.contains(name)) {
            place.error(
                    "the input '" + name + "'",
                    "an input of the signature: "
                            + String.join(", ", known)
                            + NearestName.hint(name, known),
                    "name one of these");
        }
    }

    /// A feature as `view@version:feature`, or with the fields that hold its keys; what the schema
    /// reported is left out.
    public static Optional<FeatureSelection> selection(DocumentNode place) {
        if (place.isBroken()) {
            return Optional.empty();
        }
        Map<String, String> fields = new LinkedHashMap<>();
        place.child("keys")
                .map(DocumentNode::entries)
                .orElse(Map.of())
                .forEach((key, field) -> field.text().ifPresent(word -> fields.put(key, word)));
        return place.text()
                .or(() -> place.text("feature"))
                .map(text -> new FeatureSelection(FeatureReference.parse(text), fields));
    }
}
