package dev.berth.deploy.check;

import dev.berth.core.NearestName;
import dev.berth.deploy.schema.PublishedSchemas;
import dev.berth.deploy.schema.SchemaMistake;
import java.util.List;
import java.util.Map;

/// Objects that the published schema of their kind does not allow, and kinds that are not known.
final class SchemaRule implements ManifestRule {
    private final PublishedSchemas schemas;

    SchemaRule(PublishedSchemas schemas) {
        this.schemas = schemas;
    }

    @Override
    public void check(ManifestSet manifests, Findings findings) {
        for (ManifestObject object : manifests.objects()) {
            check(object, findings);
        }
    }

    private void check(ManifestObject object, Findings findings) {
        String kind = object.apiVersion() + " " + object.kind();
        if (!schemas.kinds().contains(kind)) {
            findings.report(
                    object.root().get(object.kind().isEmpty() ? "kind" : "apiVersion"),
                    "'" + kind.strip() + "', of which no schema is here",
                    "a kind that a system's manifests have",
                    NearestName.find(kind, schemas.kinds())
                            .map(near -> "write " + near.replace(" ", ", kind "))
                            .orElse(
                                    "correct apiVersion and kind, or keep other kinds in another"
                                            + " folder"));
            return;
        }
        if (object.root().value() instanceof Map<?, ?> value) {
            for (SchemaMistake mistake : schemas.mistakes(kind, value)) {
                report(object, mistake, findings);
            }
        }
    }

    private static void report(ManifestObject object, SchemaMistake mistake, Findings findings) {
        boolean isUnknownKey = mistake.keyword().equals("additionalProperties");
        String pointer = isUnknownKey ? mistake.pointer() + "/" + mistake.key() : mistake.pointer();
        var node = new ManifestNode(object.root().document(), pointer, null);
        if (isUnknownKey) {
            findings.report(
                    node,
                    "the unknown key '" + mistake.key() + "'",
                    "one of " + String.join(", ", nearest(mistake)),
                    NearestName.find(mistake.key(), mistake.knownKeys())
                            .map(near -> "rename it to '" + near + "'")
                            .orElse("take it out: the cluster refuses it, or ignores it"));
        } else if (mistake.keyword().equals("required")) {
            findings.report(
                    node,
                    "no key '" + mistake.key() + "'",
                    "the key '" + mistake.key() + "'",
                    "add '" + mistake.key() + "'");
        } else {
            findings.report(
                    node,
                    mistake.message(),
                    "what the schema of " + object.kind() + " says",
                    "correct the value");
        }
    }

    private static List<String> nearest(SchemaMistake mistake) {
        return NearestName.nearest(mistake.key(), mistake.knownKeys(), 5);
    }
}
