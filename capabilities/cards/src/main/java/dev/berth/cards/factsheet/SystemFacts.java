package dev.berth.cards.factsheet;

import dev.berth.cards.assembly.DocumentContext;
import dev.berth.cards.assembly.NumberText;
import dev.berth.cards.document.CellText;
import dev.berth.cards.document.DataTable;
import dev.berth.cards.document.DocumentBlock;
import dev.berth.cards.document.DocumentBlock.BulletList;
import dev.berth.cards.document.DocumentBlock.Fact;
import dev.berth.cards.document.DocumentBlock.FactList;
import dev.berth.cards.document.DocumentSection;
import dev.berth.cards.document.DocumentSubject;
import dev.berth.cards.document.InlineText;
import dev.berth.catalog.lineage.SystemLineage;
import dev.berth.catalog.model.PackageEntry;
import dev.berth.core.ModelName;
import dev.berth.core.SanitizedText;
import dev.berth.core.endpoint.EndpointDescription;
import dev.berth.core.endpoint.Guard;
import dev.berth.core.lineage.Lineage;
import dev.berth.core.lineage.LineageNode;
import dev.berth.core.system.AccessRules;
import dev.berth.core.system.ApiConsumer;
import dev.berth.core.system.Artifact;
import dev.berth.core.system.FeatureSettings;
import dev.berth.core.system.ModelPackage;
import dev.berth.core.system.RemoteCluster;
import dev.berth.core.system.RuntimeSettings.Isolation;
import dev.berth.core.system.SystemDescription;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// What the files of a system say of its models, callers, security, lineage and drift.
final class SystemFacts {
    private final DocumentContext context;
    private final SystemDescription system;

    SystemFacts(DocumentContext context) {
        this.context = context;
        this.system = context.snapshot().system();
    }

    /// The models with licence and engine.
    DataTable models() {
        List<List<CellText>> rows = new ArrayList<>();
        for (PackageEntry.Valid entry : context.packages().packages()) {
            ModelPackage found = entry.modelPackage();
            rows.add(
                    List.of(
                            CellText.of(found.reference().toString()),
                            CellText.of(found.summary()),
                            CellText.of(found.license().orElse("not stated")),
                            CellText.of(
                                    found.isStepsAlone()
                                            ? "steps alone"
                                            : found.runtime().engine())));
        }
        return new DataTable(
                "Models",
                List.of(
                        DataTable.text("Model"),
                        DataTable.text("What it does"),
                        DataTable.text("Licence"),
                        DataTable.text("Engine")),
                rows);
    }

    private List<ApiConsumer> callers() {
        ModelName name = ModelName.of(context.subject().name());
        return system.access().consumers().stream()
                .filter(consumer -> consumer.mayCall(name))
                .toList();
    }

    /// Who may call, and what for.
    DocumentBlock consumers() {
        AccessRules access = system.access();
        if (access.consumers().isEmpty()) {
            return DocumentBlock.paragraph(
                    "The system declares no consumers: every caller that reaches the server may call"
                            + " it.");
        }
        List<List<CellText>> rows = new ArrayList<>();
        for (ApiConsumer consumer : callers()) {
            rows.add(
                    List.of(
                            CellText.of(consumer.name().value()),
                            CellText.of(consumer.purpose()),
                            CellText.of(
                                    consumer.owner().or(consumer::contact).orElse("not stated")),
                            CellText.of(consumer.quota().isPresent() ? "yes" : "no"),
                            CellText.of(consumer.management() ? "yes" : "no")));
        }
        return new DataTable(
                "Consumers that may call it",
                List.of(
                        DataTable.text("Consumer"),
                        DataTable.text("Purpose"),
                        DataTable.text("Responsible"),
                        DataTable.text("Quota"),
                        DataTable.text("May load models")),
                rows);
    }

    /// Guards of the endpoints.
    Optional<DocumentSection> guards() {
        List<CellText> guards = new ArrayList<>();
        for (EndpointDescription endpoint : context.packages().endpoints()) {
            for (Guard guard : endpoint.guards()) {
                guards.add(
                        CellText.of(
                                InlineText.code(guard.name()),
                                InlineText.words(": " + guard.response().summary())));
            }
        }
        return guards.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        DocumentSection.of("guards", "Guards", List.of(new BulletList(guards))));
    }

    /// What the system does about changes of data.
    List<DocumentBlock> drift() {
        List<Fact> facts = new ArrayList<>();
        FeatureSettings features = system.features();
        boolean readsFeatures =
                upstream().nodes().stream()
                        .anyMatch(
                                node ->
                                        node.kind() == LineageNode.Kind.VIEW
                                                || node.kind() == LineageNode.Kind.ON_DEMAND);
        if (readsFeatures) {
            facts.add(
                    new Fact(
                            "Features that are logged for a comparison with history",
                            CellText.of(
                                    features.logShare() > 0
                                            ? NumberText.percent(features.logShare()) + " of reads"
                                            : "none")));
        }
        for (EndpointDescription endpoint : context.packages().endpoints()) {
            endpoint.traffic()
                    .ifPresent(
                            traffic ->
                                    facts.add(
                                            new Fact(
                                                    "Variants of " + endpoint.name(),
                                                    CellText.of(
                                                            traffic.variants().stream()
                                                                            .map(
                                                                                    each ->
                                                                                            each
                                                                                                    .name())
                                                                            .collect(
                                                                                    Collectors
                                                                                            .joining(
                                                                                                    ", "))
                                                                    + shadows(
                                                                            traffic.shadows()
                                                                                    .size())))));
            if (!endpoint.fallbacks().isEmpty()) {
                facts.add(
                        new Fact(
                                "Fallbacks of " + endpoint.name(),
                                CellText.of(
                                        endpoint.fallbacks().stream()
                                                .map(each -> each.name())
                                                .collect(Collectors.joining(", ")))));
            }
        }
        return facts.isEmpty() ? List.of() : List.of(new FactList(facts));
    }

    private static String shadows(int count) {
        return count == 0 ? "" : " and " + count + " in shadow";
    }

    /// Access rules, transport to other systems, isolation.
    List<DocumentBlock> security() {
        AccessRules access = system.access();
        List<Fact> facts = new ArrayList<>();
        facts.add(
                new Fact(
                        "Callers",
                        CellText.of(
                                access.consumers().isEmpty()
                                        ? "not identified"
                                        : callers().size()
                                                + " of "
                                                + access.consumers().size()
                                                + " declared consumers")));
        if (!access.consumers().isEmpty()) {
            facts.add(new Fact("Credentials", CellText.of(credentials())));
            facts.add(
                    new Fact(
                            "Anonymous callers",
                            CellText.of(access.anonymous().name().toLowerCase(Locale.ROOT))));
        }
        if (!access.issuers().isEmpty()) {
            facts.add(
                    new Fact(
                            "Token issuers",
                            CellText.of(
                                    access.issuers().stream()
                                            .map(issuer -> issuer.issuer())
                                            .collect(Collectors.joining(", ")))));
        }
        for (RemoteCluster remote : system.remotes()) {
            facts.add(
                    new Fact(
                            "Calls to " + remote.name(),
                            CellText.of(remote.tls().isPresent() ? "under TLS" : "in the clear")));
        }
        facts.add(
                new Fact(
                        "Models in processes of their own",
                        CellText.of(
                                Long.toString(
                                                context.packages().packages().stream()
                                                        .filter(
                                                                entry ->
                                                                        entry.modelPackage()
                                                                                        .runtime()
                                                                                        .isolation()
                                                                                == Isolation
                                                                                        .PROCESS)
                                                        .count())
                                        + " of "
                                        + context.packages().packages().size())));
        facts.add(
                new Fact(
                        "TLS of the server",
                        CellText.sentence(
                                "decided when the server starts, by `berth up --tls-cert`")));
        return List.of(new FactList(facts));
    }

    private String credentials() {
        List<String> kinds = new ArrayList<>();
        if (callers().stream().anyMatch(each -> !each.credentials().keys().isEmpty())) {
            kinds.add("keys");
        }
        if (callers().stream().anyMatch(each -> !each.credentials().tokens().isEmpty())) {
            kinds.add("tokens");
        }
        if (callers().stream().anyMatch(each -> !each.credentials().identities().isEmpty())) {
            kinds.add("certificates");
        }
        return kinds.isEmpty() ? "none" : String.join(", ", kinds);
    }

    private Lineage upstream() {
        return around(Lineage.Direction.UPSTREAM);
    }

    private Lineage around(Lineage.Direction direction) {
        LineageNode node =
                context.subject().kind() == DocumentSubject.Kind.ENDPOINT
                        ? new LineageNode(LineageNode.Kind.ENDPOINT, context.subject().name())
                        : new LineageNode(
                                LineageNode.Kind.MODEL,
                                context.subject().name() + "@" + context.subject().version());
        return SystemLineage.of(context.snapshot())
                .around(node, List.of(direction), Optional.empty());
    }

    /// Models with their digests and files, the data that they read, what depends on them.
    List<DocumentBlock> lineage() {
        List<DocumentBlock> blocks = new ArrayList<>();
        List<List<CellText>> rows = new ArrayList<>();
        for (PackageEntry.Valid entry : context.packages().packages()) {
            rows.add(
                    List.of(
                            CellText.of(entry.modelPackage().reference().toString()),
                            CellText.code(entry.digest().hex()),
                            CellText.of(artifacts(entry.modelPackage()))));
        }
        blocks.add(
                new DataTable(
                        "Models and their files",
                        List.of(
                                DataTable.text("Model"),
                                DataTable.text("SHA-256 of the package"),
                                DataTable.text("Files")),
                        rows));
        List<Fact> facts = new ArrayList<>();
        add(facts, "Reads the sources", upstream(), LineageNode.Kind.SOURCE);
        add(facts, "Reads the views", upstream(), LineageNode.Kind.VIEW);
        add(facts, "Computes on demand", upstream(), LineageNode.Kind.ON_DEMAND);
        add(
                facts,
                "Is called by the endpoints",
                around(Lineage.Direction.DOWNSTREAM),
                LineageNode.Kind.ENDPOINT);
        if (!facts.isEmpty()) {
            blocks.add(new FactList(facts));
        }
        return blocks;
    }

    private void add(List<Fact> facts, String name, Lineage lineage, LineageNode.Kind kind) {
        String names =
                lineage.nodes().stream()
                        .filter(node -> node.kind() == kind)
                        .map(LineageNode::name)
                        .filter(each -> !each.equals(context.subject().name()))
                        .collect(Collectors.joining(", "));
        if (!names.isEmpty()) {
            facts.add(new Fact(name, CellText.of(names)));
        }
    }

    private static String artifacts(ModelPackage found) {
        return found.artifacts().entrySet().stream()
                .map(each -> each.getKey() + ": " + SanitizedText.masked(source(each.getValue())))
                .collect(Collectors.joining("; "));
    }

    private static String source(Artifact artifact) {
        return artifact.source()
                + artifact.sha256().map(digest -> " (SHA-256 " + digest + ")").orElse("");
    }
}
