package dev.berth.deploy.check;

import dev.berth.core.system.ValidationError;
import dev.berth.deploy.schema.PublishedSchemas;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// Search for mistakes in a folder of manifests, by the schemas of a version of Kubernetes and by
/// rules beyond them. Needs no cluster and no network.
public final class ManifestCheck {
    private ManifestCheck() {}

    /// Mistakes in the order of files and lines.
    ///
    /// @param version of Kubernetes, such as `1.33`
    public static List<ValidationError> run(Path folder, String version) throws IOException {
        PublishedSchemas schemas = PublishedSchemas.of(version);
        var findings = new Findings();
        ManifestSet manifests = ManifestReader.read(folder, findings);
        List<ManifestRule> rules =
                List.of(
                        new SchemaRule(schemas),
                        new NameRule(),
                        new SelectorRule(),
                        new PortRule(),
                        new ScalingRule(),
                        new KedaRule(),
                        new DisruptionRule(),
                        new ResourceRule(),
                        new PodSecurityRule(),
                        new ProbeRule(),
                        new ShutdownRule(),
                        new ImageRule(),
                        new ReferenceRule(),
                        new RouteRule());
        rules.forEach(rule -> rule.check(manifests, findings));
        return findings.sorted();
    }
}
