package dev.berth.catalog.model;

import dev.berth.catalog.document.DocumentNode;
import dev.berth.catalog.document.ValidationErrors;
import dev.berth.core.system.Artifact;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Check of a package without a model to execute: steps under `encode`, and nothing that speaks of
/// a model.
final class ModelFreePackageCheck {
    private static final String REMEDY =
            "name the model's file as `model` under `artifacts`, or move the steps to `encode`";

    /// Of the runtime, which concern steps too.
    private static final Set<String> SETTINGS = Set.of("executors", "isolation");

    private ModelFreePackageCheck() {}

    static void check(DocumentNode root) {
        Optional<DocumentNode> artifacts = root.child("artifacts");
        if (artifacts.flatMap(place -> place.child(Artifact.MODEL)).isPresent()) {
            return;
        }
        if (root.items("encode").isEmpty()) {
            ValidationErrors errors = root.notes().errors();
            String expected =
                    "the file that the engine executes, or steps under `encode`, which are then all"
                            + " of the package";
            if (artifacts.isPresent()) {
                errors.reportMissing("/artifacts", Artifact.MODEL, expected, "add `model:`");
            } else {
                errors.reportMissing("", "artifacts", expected, "add `artifacts: {model: …}`");
            }
            return;
        }
        root.child("decode")
                .ifPresent(
                        decode ->
                                decode.error(
                                        "steps under `decode` in a package without a model",
                                        "all of them under `encode`",
                                        REMEDY));
        root.child("runtime")
                .map(DocumentNode::entries)
                .orElse(Map.of())
                .forEach(ModelFreePackageCheck::checkRuntime);
    }

    private static void checkRuntime(String setting, DocumentNode place) {
        if (!SETTINGS.contains(setting)) {
            place.error(
                    "`" + setting + "` in a package without a model",
                    "`executors` and `isolation` alone, as no engine executes it",
                    "remove it, or name the model's file as `model` under `artifacts`");
        }
    }
}
