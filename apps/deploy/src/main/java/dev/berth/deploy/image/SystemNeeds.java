package dev.berth.deploy.image;

import dev.berth.catalog.feature.Features;
import dev.berth.catalog.model.Models;
import dev.berth.catalog.system.CatalogSnapshot;
import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.system.ModelPackage;
import dev.berth.core.system.StepDescription;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// What serving a system takes beyond what every server needs, as its descriptions tell.
enum SystemNeeds {
    /// An engine for the artifacts of models.
    ONNX,
    /// Tokenizers of texts.
    TOKENIZER,
    /// Decoding of images.
    IMAGES,
    /// Features, kept in tables and online.
    FEATURES,
    /// The online store in a directory.
    ROCKSDB,
    /// The online store on a server.
    REDIS;

    private static final Set<String> IMAGE_STEPS = Set.of("image", "rectify", "text-regions");
    private static final String TOKENIZE = "tokenize";

    /// The needs of a system; of steps that Berth does not know, those of their packages stay.
    static Set<SystemNeeds> of(CatalogSnapshot snapshot) {
        Set<SystemNeeds> needs = EnumSet.noneOf(SystemNeeds.class);
        for (var entry : snapshot.part(Models.class).valid()) {
            ModelPackage each = entry.modelPackage();
            if (!each.isStepsAlone()) {
                needs.add(ONNX);
            }
            List<String> steps =
                    Stream.concat(each.encode().stream(), each.decode().stream())
                            .map(StepDescription::kind)
                            .toList();
            if (steps.contains(TOKENIZE)) {
                needs.add(TOKENIZER);
            }
            if (steps.stream().anyMatch(IMAGE_STEPS::contains)) {
                needs.add(IMAGES);
            }
        }
        Features features = snapshot.part(Features.class);
        if (!features.definitions().equals(FeatureDefinitions.NONE)
                || !features.written().isEmpty()) {
            needs.add(FEATURES);
            needs.add(snapshot.system().features().store().isPresent() ? REDIS : ROCKSDB);
        }
        return needs;
    }
}
