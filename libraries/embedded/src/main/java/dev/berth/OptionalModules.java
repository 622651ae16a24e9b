package dev.berth;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.endpoint.Callee;
import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.feature.FeatureSelection;
import dev.berth.core.signature.Signature;
import dev.berth.endpoint.execution.Remotes;
import dev.berth.features.online.FeatureQuery;
import dev.berth.features.online.FeatureRows;
import dev.berth.features.online.OnlineFeatureReader;
import dev.berth.features.online.PreparedFeatures;
import dev.berth.serving.request.Lease;
import java.util.List;
import java.util.ServiceLoader;
import java.util.function.Supplier;

/// Optional modules, found on the class path by their service files. Without a module, its
/// functions fail with the artifact to add, and everything else works.
final class OptionalModules {
    private OptionalModules() {}

    static OnlineFeatureReader.Source features() {
        return ServiceLoader.load(OnlineFeatureReader.Source.class)
                .findFirst()
                .orElse((directory, settings, definitions) -> new AbsentFeatures(definitions));
    }

    static Remotes.Source remotes() {
        return ServiceLoader.load(Remotes.Source.class)
                .findFirst()
                .orElse(declared -> new AbsentRemotes());
    }

    private static String remedy(String artifact) {
        return "add dev.berth:" + artifact + " to the application's dependencies";
    }

    /// Feature reader of a system whose feature module is absent.
    private record AbsentFeatures(Supplier<FeatureDefinitions> described)
            implements OnlineFeatureReader {
        @Override
        public FeatureDefinitions definitions() {
            return described.get();
        }

        @Override
        public FeatureRows read(FeatureQuery query) {
            throw absent();
        }

        @Override
        public PreparedFeatures prepare(List<FeatureSelection> selections) {
            throw absent();
        }

        @Override
        public boolean isInlineable() {
            return true;
        }

        private static ProblemException absent() {
            return new ProblemException(
                    ProblemCode.ONLINE_STORE_UNAVAILABLE,
                    "features are read, and no feature store is on the class path",
                    remedy("berth-feature-store"));
        }
    }

    /// Remotes of a system whose remote module is absent.
    private record AbsentRemotes() implements Remotes {
        @Override
        public Signature signature(Callee.Remote callee) {
            throw absent(callee);
        }

        @Override
        public Lease lease(Callee.Remote callee) {
            throw absent(callee);
        }

        private static ProblemException absent(Callee.Remote callee) {
            return new ProblemException(
                    ProblemCode.ENDPOINT_NOT_READY,
                    "'" + callee + "' is of other servers, and no client is on the class path",
                    remedy("berth-remote"));
        }

        @Override
        public void close() {}
    }
}
