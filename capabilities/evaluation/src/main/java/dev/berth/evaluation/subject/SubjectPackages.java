package dev.berth.evaluation.subject;

import dev.berth.catalog.artifact.Digests;
import dev.berth.catalog.endpoint.EndpointEntries;
import dev.berth.catalog.endpoint.EndpointEntry;
import dev.berth.catalog.lineage.SystemLineage;
import dev.berth.catalog.model.Models;
import dev.berth.catalog.model.PackageEntry;
import dev.berth.catalog.system.CatalogSnapshot;
import dev.berth.core.endpoint.EndpointDescription;
import dev.berth.core.lineage.Lineage;
import dev.berth.core.lineage.LineageNode;
import dev.berth.scoring.prediction.Subject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Packages and endpoint files that determine the answers of a model or endpoint.
///
/// @param packages the model's, or those of all models that the endpoint may call, also through
///   other endpoints, variants and fallbacks; in the order of their names and versions
/// @param endpoints the endpoint with those that it may call, in the order of their names; none for
///   a model
public record SubjectPackages(
        List<PackageEntry.Valid> packages, List<EndpointDescription> endpoints) {

    public SubjectPackages {
        packages = List.copyOf(packages);
        endpoints = List.copyOf(endpoints);
    }

    /// Those of a subject in a system; empty if it is not there or cannot be read.
    ///
    /// @param subject a model without a version is the latest
    public static Optional<SubjectPackages> find(CatalogSnapshot system, Subject subject) {
        return switch (subject.kind()) {
            case MODEL -> ofModel(system, subject);
            case ENDPOINT -> ofEndpoint(system, subject.name());
        };
    }

    private static Optional<SubjectPackages> ofModel(CatalogSnapshot system, Subject subject) {
        return system.part(Models.class).valid().stream()
                .filter(entry -> entry.model().equals(subject.name()))
                .filter(
                        entry ->
                                subject.version().isEmpty()
                                        || entry.version().equals(subject.version()))
                .reduce((first, last) -> last)
                .map(entry -> new SubjectPackages(List.of(entry), List.of()));
    }

    private static Optional<SubjectPackages> ofEndpoint(CatalogSnapshot system, String name) {
        EndpointEntries entries = system.part(EndpointEntries.class);
        if (!(entries.find(name).orElse(null) instanceof EndpointEntry.Valid)) {
            return Optional.empty();
        }
        Lineage upstream =
                SystemLineage.of(system)
                        .around(
                                new LineageNode(LineageNode.Kind.ENDPOINT, name),
                                List.of(Lineage.Direction.UPSTREAM),
                                Optional.empty());
        Set<String> models = names(upstream, LineageNode.Kind.MODEL);
        Set<String> endpoints = names(upstream, LineageNode.Kind.ENDPOINT);
        return Optional.of(
                new SubjectPackages(
                        system.part(Models.class).valid().stream()
                                .filter(
                                        entry ->
                                                models.contains(
                                                        entry.modelPackage()
                                                                .reference()
                                                                .toString()))
                                .toList(),
                        entries.valid().stream()
                                .filter(entry -> endpoints.contains(entry.name().value()))
                                .toList()));
    }

    private static Set<String> names(Lineage lineage, LineageNode.Kind kind) {
        return lineage.nodes().stream()
                .filter(node -> node.kind() == kind)
                .map(LineageNode::name)
                .collect(Collectors.toSet());
    }

    /// SHA-256 in hex: of a model the digest of its package, of an endpoint that of the digests of
    /// all its files and packages. It changes when any of them does.
    public String digest() {
        if (endpoints.isEmpty() && packages.size() == 1) {
            return packages.getFirst().digest().hex();
        }
        List<String> lines = new ArrayList<>();
        endpoints.forEach(each -> lines.add("endpoint " + each.name() + "=" + each.digest()));
        packages.forEach(each -> lines.add(each.modelPackage().reference() + "=" + each.digest()));
        MessageDigest whole = Digests.start();
        whole.update(String.join("\n", lines).getBytes(StandardCharsets.UTF_8));
        return Digests.finish(whole).hex();
    }
}
