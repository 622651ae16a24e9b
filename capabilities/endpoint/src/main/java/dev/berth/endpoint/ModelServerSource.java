package dev.berth.endpoint;

import dev.berth.core.ModelName;
import dev.berth.core.ModelVersion;
import dev.berth.core.endpoint.Callee;
import dev.berth.core.feature.PackageFeatures;
import dev.berth.core.signature.Signature;
import dev.berth.endpoint.execution.Remotes;
import dev.berth.features.online.OnlineFeatureReader;
import dev.berth.serving.ModelServer;
import java.util.Optional;
import java.util.function.LongSupplier;

/// The models of a system that is open.
///
/// @param areFeaturesSent whether callers send the features of models, so that none is read
record ModelServerSource(
        ModelServer serving,
        Remotes remotes,
        OnlineFeatureReader featureReads,
        boolean areFeaturesSent)
        implements EndpointReconciler.Models {
    @Override
    public Signature signature(ModelName name, Optional<ModelVersion> version) {
        return serving.requirePackage(name, version).signature();
    }

    @Override
    public PackageFeatures features(ModelName name, Optional<ModelVersion> version) {
        return areFeaturesSent
                ? PackageFeatures.NONE
                : serving.requirePackage(name, version).features();
    }

    @Override
    public Signature remote(Callee.Remote callee) {
        return remotes.signature(callee);
    }

    @Override
    public String fingerprint(ModelName name, Optional<ModelVersion> version) {
        return serving.requireDigest(name, version).hex();
    }

    @Override
    public LongSupplier nanoClock() {
        return serving.nanoClock();
    }
}
