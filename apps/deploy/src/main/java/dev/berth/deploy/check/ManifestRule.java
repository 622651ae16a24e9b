package dev.berth.deploy.check;

/// A kind of mistake that is looked for.
interface ManifestRule {
    void check(ManifestSet manifests, Findings findings);
}
