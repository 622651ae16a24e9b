package dev.berth.serving.execution;

import dev.berth.catalog.model.PackageEntry;
import dev.berth.core.ModelReference;
import dev.berth.core.system.ModelPackage;
import dev.berth.core.system.Sha256;

/// A package that is served, in memory or not.
public record PackageRevision(ModelPackage modelPackage, Sha256 digest) {
    public static PackageRevision of(PackageEntry.Valid entry) {
        return new PackageRevision(entry.modelPackage(), entry.digest());
    }

    /// The package as it is executed here.
    public static PackageRevision of(ModelInstance instance) {
        return new PackageRevision(instance.modelPackage(), instance.described().digest());
    }

    public ModelReference reference() {
        return modelPackage.reference();
    }
}
