package dev.berth.server.feature;

import dev.berth.catalog.feature.Features;
import dev.berth.catalog.lineage.SystemLineage;
import dev.berth.catalog.system.CatalogSnapshot;
import dev.berth.core.ProblemException;
import dev.berth.core.SanitizedText;
import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.feature.ViewReference;
import dev.berth.core.lineage.Lineage;
import dev.berth.core.lineage.Lineage.Direction;
import dev.berth.core.lineage.LineageNode;
import dev.berth.core.lineage.LineageNode.Kind;
import dev.berth.core.lineage.PlainLineage;
import dev.berth.features.maintenance.LatestVersions;
import dev.berth.protocol.json.ByteSink;
import dev.berth.protocol.json.JsonWriter;
import dev.berth.serving.ModelServer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Dependencies and dependents of a view, by the descriptions of the system that is served.
/// Consumers are left out: a caller must not learn of others. Thread-safe.
final class ViewLineage {
    private final ModelServer serving;

    ViewLineage(ModelServer serving) {
        this.serving = serving;
    }

    /// The lineage as JSON. Its cost grows with all that is described: some milliseconds for
    /// thousands of views.
    ///
    /// @param view as `view`, in its latest version, or `view@version`
    /// @throws ProblemException `feature-not-found`, or `name-invalid`
    ByteSink json(String view, LatestVersions latest) {
        CatalogSnapshot snapshot = serving.snapshot();
        FeatureDefinitions features = snapshot.part(Features.class).definitions();
        Optional<ViewReference> reference = ViewNames.find(view, latest::find);
        LineageNode node =
                reference
                        .flatMap(found -> SystemLineage.find(found, features))
                        .orElseThrow(() -> notFound(view, features));
        Lineage lineage =
                SystemLineage.of(snapshot)
                        .around(
                                node,
                                List.of(Direction.UPSTREAM, Direction.DOWNSTREAM),
                                Optional.empty())
                        .without(Kind.CONSUMER);
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("view", node.name());
        answer.putAll(PlainLineage.of(lineage));
        var sink = new ByteSink(4 << 10);
        new JsonWriter(sink).plain(answer);
        return sink;
    }

    private static ProblemException notFound(String view, FeatureDefinitions definitions) {
        return ViewNames.notFound(
                "view '" + SanitizedText.of(view) + "'",
                view,
                Stream.concat(
                                definitions.views().keySet().stream(),
                                definitions.onDemand().keySet().stream())
                        .map(known -> ViewNames.calledLike(view, known))
                        .distinct()
                        .toList());
    }
}
