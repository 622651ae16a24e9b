package dev.berth.cli.system;

import dev.berth.architecture.SignatureLookup;
import dev.berth.catalog.endpoint.EndpointEntries;
import dev.berth.catalog.model.Models;
import dev.berth.catalog.model.PackageEntry;
import dev.berth.catalog.system.CatalogSnapshot;
import dev.berth.core.ModelName;
import dev.berth.core.ModelVersion;
import dev.berth.core.endpoint.Callee;
import dev.berth.core.endpoint.EndpointDescription;
import dev.berth.core.endpoint.EndpointName;
import dev.berth.core.signature.Signature;
import dev.berth.core.system.ModelPackage;
import dev.berth.endpoint.EndpointCheck;
import java.util.Optional;
import java.util.function.Function;

/// Signatures and owners from the descriptions of models and endpoints.
final class EndpointSignatures implements SignatureLookup {
    private final Models models;
    private final EndpointEntries endpoints;
    private final Function<Callee, Optional<Signature>> signatures;
    private final boolean expand;

    EndpointSignatures(CatalogSnapshot snapshot, boolean expand) {
        this.models = snapshot.part(Models.class);
        this.endpoints = snapshot.part(EndpointEntries.class);
        this.signatures = EndpointCheck.signatures(snapshot);
        this.expand = expand;
    }

    @Override
    public Optional<Signature> signature(Callee callee) {
        return signatures.apply(callee);
    }

    @Override
    public Optional<String> owner(Callee callee) {
        return switch (callee) {
            case Callee.Model(ModelName name, var version) -> ownerOf(name, version);
            case Callee.Endpoint(EndpointName name) ->
                    description(name).flatMap(EndpointDescription::owner);
            case Callee.Remote remote -> Optional.empty();
        };
    }

    /// The owner of a version, or of the latest.
    private Optional<String> ownerOf(ModelName name, Optional<ModelVersion> version) {
        return models.valid().stream()
                .map(PackageEntry.Valid::modelPackage)
                .filter(each -> each.reference().name().equals(name))
                .filter(
                        each ->
                                version.isEmpty()
                                        || each.reference().version().equals(version.get()))
                .reduce((first, last) -> last)
                .flatMap(ModelPackage::owner);
    }

    @Override
    public Optional<EndpointDescription> expanded(EndpointName endpoint) {
        return expand ? description(endpoint) : Optional.empty();
    }

    private Optional<EndpointDescription> description(EndpointName endpoint) {
        return endpoints.valid().stream()
                .filter(description -> description.name().equals(endpoint))
                .findFirst();
    }
}
