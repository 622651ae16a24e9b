package dev.berth.catalog.model;

import dev.berth.catalog.document.DocumentNode;
import dev.berth.catalog.document.SchemaValidator;
import dev.berth.core.NearestName;
import dev.berth.core.SanitizedText;
import dev.berth.core.system.BatchPolicy;
import dev.berth.core.system.BatchPolicy.SizeMaxOrigin;
import dev.berth.core.system.BatchPolicy.WhenShapesDiffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Reader of the `batch` of a package; checks it against the signature.
final class BatchReader {
    private BatchReader() {}

    /// @param encode the encoder's steps; where there are some, they may make dimensions that only
    ///   loading the package shows
    static Optional<BatchPolicy> read(
            Optional<DocumentNode> batch,
            Optional<DocumentNode> signature,
            Optional<DocumentNode> encode) {
        Optional<String> dimension = signature.flatMap(place -> place.text("batch"));
        int sizeDefault = dimension.isPresent() ? BatchPolicy.SIZE_MAX_DEFAULT : 1;
        if (batch.isEmpty()) {
            return Optional.of(BatchPolicy.ofDefaultSize(sizeDefault));
        }
        DocumentNode place = batch.get();
        Optional<Integer> said = place.integer("max-size");
        int sizeMax = said.orElse(sizeDefault);
        if (signature.isPresent() && signature.get().child("batch").isEmpty() && sizeMax > 1) {
            place.child("max-size")
                    .ifPresent(
                            inner ->
                                    inner.error(
                                            inner.described() + " without a batch dimension",
                                            "1, since the model takes one record at a time",
                                            "remove it, or name the batch dimension as `batch` in"
                                                    + " the signature"));
        }
        WhenShapesDiffer whenShapesDiffer =
                place.text("mixed-shapes").orElse("separate").equals("pad")
                        ? WhenShapesDiffer.PAD
                        : WhenShapesDiffer.SEPARATE;
        Map<String, List<Long>> buckets = buckets(place, signature, dimension, encode);
        if (!place.notes().errors().isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new BatchPolicy(
                        sizeMax,
                        said.isPresent() ? SizeMaxOrigin.SAID : SizeMaxOrigin.DEFAULT,
                        place.duration("max-queue-delay").orElse(Duration.ZERO),
                        whenShapesDiffer,
                        buckets));
    }

    private static Map<String, List<Long>> buckets(
            DocumentNode batch,
            Optional<DocumentNode> signature,
            Optional<String> batchDimension,
            Optional<DocumentNode> encode) {
        Map<String, List<Long>> buckets = new LinkedHashMap<>();
        Set<String> known = signature.map(BatchReader::dynamicNames).orElseGet(TreeSet::new);
        batchDimension.ifPresent(known::remove);
        Map<String, DocumentNode> entries =
                batch.child("buckets").map(DocumentNode::entries).orElse(Map.of());
        entries.forEach(
                (name, place) -> {
                    boolean isBatch =
                            batchDimension.isPresent() && batchDimension.get().equals(name);
                    if (!known.contains(name) && (isBatch || encode.isEmpty())) {
                        reportUnknown(name, place, known, batchDimension);
                    }
                    buckets.put(name, sizes(place));
                });
        return buckets;
    }

    private static void reportUnknown(
            String name, DocumentNode place, Set<String> known, Optional<String> batchDimension) {
        String found = "a bucket for the dimension '" + SanitizedText.of(name) + "'";
        if (batchDimension.isPresent() && batchDimension.get().equals(name)) {
            place.error(
                    found + ", which is the batch dimension",
                    "a dimension of a record",
                    "remove it: `max-size` bounds the batch");
            return;
        }
        place.error(
                found,
                known.isEmpty()
                        ? "no buckets, since no dimension of the inputs is dynamic"
                        : "a dynamic dimension of the inputs: " + String.join(", ", known),
                NearestName.find(name, known)
                        .map(word -> "rename it to `" + word + "`")
                        .orElse("remove it, or give the dimension this name in the inputs"));
    }

    private static List<Long> sizes(DocumentNode place) {
        List<Long> sizes = new ArrayList<>();
        for (DocumentNode item : place.items()) {
            Optional<Long> size = item.integer();
            if (size.isEmpty()) {
                continue;
            }
            if (!sizes.isEmpty() && size.get() <= sizes.getLast()) {
                item.error(
                        SchemaValidator.describe(item.value()) + " after " + sizes.getLast(),
                        "sizes in ascending order",
                        "sort the sizes, each once");
            }
            sizes.add(size.get());
        }
        return sizes;
    }

    private static Set<String> dynamicNames(DocumentNode signature) {
        Set<String> names = new TreeSet<>();
        for (DocumentNode input : signature.items("inputs")) {
            for (DocumentNode dimension : input.items("shape")) {
                dimension.text().ifPresent(names::add);
            }
        }
        return names;
    }
}
