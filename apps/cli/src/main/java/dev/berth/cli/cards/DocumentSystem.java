package dev.berth.cli.cards;

import dev.berth.cards.SystemDocuments;
import dev.berth.cards.document.DocumentSubject;
import dev.berth.catalog.Catalog;
import dev.berth.catalog.system.CatalogSnapshot;
import dev.berth.core.ModelName;
import dev.berth.core.ModelVersion;
import dev.berth.core.endpoint.Callee;
import dev.berth.core.endpoint.EndpointName;
import dev.berth.core.signature.Signature;
import dev.berth.endpoint.EndpointCheck;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;

/// Documents of a system's directory, with the signatures that its descriptions give.
final class DocumentSystem {
    private DocumentSystem() {}

    static SystemDocuments open(Path directory) {
        return of(Catalog.open(directory).read());
    }

    static SystemDocuments of(CatalogSnapshot snapshot) {
        Function<Callee, Optional<Signature>> signatures = EndpointCheck.signatures(snapshot);
        return SystemDocuments.of(snapshot, subject -> signature(subject, signatures));
    }

    private static Optional<Signature> signature(
            DocumentSubject subject, Function<Callee, Optional<Signature>> signatures) {
        return switch (subject.kind()) {
            case MODEL ->
                    signatures.apply(
                            new Callee.Model(
                                    ModelName.of(subject.name()),
                                    subject.version().isEmpty()
                                            ? Optional.empty()
                                            : Optional.of(new ModelVersion(subject.version()))));
            case ENDPOINT ->
                    signatures.apply(new Callee.Endpoint(new EndpointName(subject.name())));
            case SYSTEM -> Optional.empty();
        };
    }
}
