package dev.berth.serving;

import dev.berth.catalog.PackageEntry;
import dev.berth.core.ModelReference;
import dev.berth.core.system.ModelPackage;
import dev.berth.core.system.Sha256;

/// A package that is served, in memory or not.
record Described(ModelPackage modelPackage, Sha256 digest) {
    static Described of(PackageEntry.Valid entry) {
        return new Described(entry.modelPackage(), entry.digest());
    }

    /// The package as it is executed here.
    static Described of(ModelInstance instance) {
        return new Described(instance.modelPackage(), instance.described().digest());
    }

    ModelReference reference() {
        return modelPackage.reference();
    }
}
