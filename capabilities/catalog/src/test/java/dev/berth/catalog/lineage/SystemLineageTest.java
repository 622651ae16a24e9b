package dev.berth.catalog.lineage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.catalog.SystemOnDisk;
import dev.berth.catalog.system.CatalogSnapshot;
import dev.berth.core.feature.FeatureName;
import dev.berth.core.lineage.Lineage;
import dev.berth.core.lineage.Lineage.Direction;
import dev.berth.core.lineage.LineageEdge;
import dev.berth.core.lineage.LineageNode;
import dev.berth.core.lineage.LineageNode.Kind;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// From the source of events to who may call, and back.
final class SystemLineageTest {
    private static final String FEATURES =
            """
            entities:
              airport: {type: string, meaning: an airport by its code}
            sources:
              flights: {csv: flights.csv, timestamp-column: at, columns: {at: timestamp, origin: string, delay: float32}}
              unused: {csv: unused.csv, timestamp-column: at, columns: {at: timestamp}}
            views:
              departures:
                version: 1
                summary: how departures go
                entities: {airport: origin}
                source: flights
                features:
                  delay: {meaning: m}
                  delay_more: {column: delay, meaning: m}
                  unread: {column: delay, meaning: m}
            on-demand:
              sums:
                version: 2
                summary: s
                inputs: {x: float32}
                views: {there: {view: departures@1}}
                features:
                  twice: {type: float64, expression: "there.delay_more * 2.0 + double(request.x)", meaning: m}
            services:
              listed:
                version: 1
                summary: s
                features: [{feature: "departures@1:delay", keys: {airport: origin}, as: there}, sums@2]
            """;

    private static final String PACKAGE = SystemOnDisk.PACKAGE + "features: {inputs: {a: %s}}\n";

    @TempDir private Path directory;

    private Lineage lineage = new Lineage(List.of(), List.of());

    @BeforeEach
    void readSystem() {
        var system = new SystemOnDisk(directory);
        system.write(
                "berth.yaml",
                """
                name: s
                consumers:
                  shop: {purpose: sells, endpoints: [top], certificate-identities: ["dns:shop.example.com"]}
                  any: {purpose: looks, certificate-identities: ["dns:any.example.com"]}
                  viewer: {purpose: looks, features: [departures, "sums@2"], certificate-identities: ["dns:viewer.example.com"]}
                  reader: {purpose: looks, features: [listed], models: [old], certificate-identities: ["dns:reader.example.com"]}
                """);
        system.write("features/f.yaml", FEATURES);
        system.with("old", "1", SystemOnDisk.PACKAGE)
                .with("stored", "1", PACKAGE.formatted("\"departures@1:delay\""))
                .with("stored", "2", PACKAGE.formatted("\"departures@1:delay\""))
                .with("computed", "1", PACKAGE.formatted("\"sums@2:twice\""));
        system.write(
                "endpoints/top.yaml",
                """
                summary: the top
                steps:
                  inner: {endpoint: inner}
                fallback:
                  older: {replace: {endpoint inner: old}}
                """);
        system.write(
                "endpoints/inner.yaml",
                """
                summary: the inner one
                steps:
                  a: {model: stored}
                  b: {model: computed@1}
                  known: {features: {late: "departures@1:delay_more"}}
                """);
        assertThat(system.catalog().check().errors()).isEmpty();
        CatalogSnapshot snapshot = system.catalog().read();
        lineage = SystemLineage.of(snapshot);
    }

    private static LineageNode node(Kind kind, String name) {
        return new LineageNode(kind, name);
    }

    private List<String> edges(Lineage of) {
        return of.edges().stream()
                .map(edge -> edge.from() + " > " + edge.to() + " " + edge.features())
                .toList();
    }

    @Test
    void views_dependOnSources_andAreReadByTheirFeatures() {
        assertThat(edges(lineage))
                .contains(
                        "source flights > view departures@1 []",
                        "view departures@1 > on-demand view sums@2 [delay_more]",
                        "view departures@1 > model stored@1 [delay]",
                        "on-demand view sums@2 > model computed@1 [twice]",
                        "view departures@1 > endpoint inner [delay_more]",
                        "view departures@1 > service listed@1 [delay]",
                        "on-demand view sums@2 > service listed@1 [twice]");
    }

    @Test
    void endpoints_dependOnTheLatestOfWhatTheyCall() {
        assertThat(edges(lineage))
                .contains(
                        "model stored@2 > endpoint inner []",
                        "model computed@1 > endpoint inner []",
                        "endpoint inner > endpoint top []")
                .doesNotContain("model stored@1 > endpoint inner []");
    }

    @Test
    void consumers_dependOnWhatTheyMayCall() {
        assertThat(lineage.next(node(Kind.CONSUMER, "shop"), Direction.UPSTREAM))
                .extracting(LineageEdge::from)
                .containsExactly(node(Kind.ENDPOINT, "top"));
        assertThat(lineage.next(node(Kind.CONSUMER, "any"), Direction.UPSTREAM))
                .hasSize(7)
                .extracting(LineageEdge::from)
                .contains(node(Kind.SERVICE, "listed@1"));
    }

    @Test
    void consumers_dependOnTheFeaturesThatAreGrantedToThem() {
        assertThat(lineage.next(node(Kind.CONSUMER, "viewer"), Direction.UPSTREAM))
                .extracting(LineageEdge::from)
                .containsExactlyInAnyOrder(
                        node(Kind.VIEW, "departures@1"), node(Kind.ON_DEMAND, "sums@2"));
        assertThat(lineage.next(node(Kind.CONSUMER, "reader"), Direction.UPSTREAM))
                .extracting(LineageEdge::from)
                .containsExactlyInAnyOrder(
                        node(Kind.SERVICE, "listed@1"), node(Kind.MODEL, "old@1"));
    }

    @Test
    void source_downstream_isEverythingThatHangsOnIt() {
        Lineage below =
                lineage.around(
                        node(Kind.SOURCE, "flights"),
                        List.of(Direction.DOWNSTREAM),
                        Optional.empty());
        assertThat(below.nodes())
                .contains(
                        node(Kind.VIEW, "departures@1"),
                        node(Kind.MODEL, "stored@1"),
                        node(Kind.ENDPOINT, "top"),
                        node(Kind.CONSUMER, "shop"))
                .doesNotContain(node(Kind.SOURCE, "unused"), node(Kind.MODEL, "old@1"));
    }

    @Test
    void consumer_upstream_endsAtSources() {
        Lineage above =
                lineage.around(
                        node(Kind.CONSUMER, "shop"), List.of(Direction.UPSTREAM), Optional.empty());
        assertThat(above.ends(Direction.DOWNSTREAM))
                .contains(node(Kind.SOURCE, "flights"))
                .doesNotContain(node(Kind.SOURCE, "unused"));
        assertThat(above.nodes()).doesNotContain(node(Kind.MODEL, "stored@1"));
    }

    @Test
    void feature_downstream_isWhatReadsThatOne() {
        LineageNode view = node(Kind.VIEW, "departures@1");
        Lineage below =
                lineage.around(
                        view,
                        List.of(Direction.DOWNSTREAM),
                        Optional.of(new FeatureName("delay_more")));
        assertThat(below.users(view))
                .containsExactly(node(Kind.ON_DEMAND, "sums@2"), node(Kind.ENDPOINT, "inner"));
        Lineage none =
                lineage.around(
                        view,
                        List.of(Direction.DOWNSTREAM),
                        Optional.of(new FeatureName("unread")));
        assertThat(none.edges()).isEmpty();
    }

    @Test
    void features_leaveOutModelsThatReadNone() {
        assertThat(lineage.nodes()).contains(node(Kind.MODEL, "old@1"));
        assertThat(lineage.ofFeatures().nodes())
                .doesNotContain(node(Kind.MODEL, "old@1"))
                .contains(node(Kind.SOURCE, "unused"), node(Kind.CONSUMER, "shop"));
    }
}
