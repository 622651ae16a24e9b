package dev.berth.deploy.check;

import dev.berth.catalog.document.Document;

/// An object of a manifest.
record ManifestObject(ManifestNode root) {
    static ManifestObject of(Document document) {
        return new ManifestObject(new ManifestNode(document, "", document.value().orElse(null)));
    }

    String apiVersion() {
        return root.get("apiVersion").text();
    }

    String kind() {
        return root.get("kind").text();
    }

    String name() {
        return root.at("metadata", "name").text();
    }

    /// Empty if the file does not say.
    String namespace() {
        return root.at("metadata", "namespace").text();
    }

    ManifestNode spec() {
        return root.get("spec");
    }

    boolean isOf(String kind) {
        return kind().equals(kind);
    }
}
