package dev.berth.server.grpc;

import dev.berth.proto.feast.serving.GetFeastServingInfoRequest;
import dev.berth.proto.feast.serving.GetFeastServingInfoResponse;
import dev.berth.proto.feast.serving.GetOnlineFeaturesRequest;
import dev.berth.proto.feast.serving.GetOnlineFeaturesResponse;
import dev.berth.proto.feast.serving.ServingServiceProto;
import dev.berth.protocol.feature.FeastMessages;
import dev.berth.protocol.feature.FeatureRequest;
import dev.berth.server.auth.QuotaPermit;
import dev.berth.server.feature.FeastResponseWriter;
import dev.berth.server.feature.FeatureReading;
import dev.berth.server.feature.SelectedFeatures;
import dev.berth.server.inference.EventLoopContext;
import dev.berth.server.inference.OffloadPolicy;

/// `feast.serving.ServingService`, by which Feast's clients read features.
final class FeastService {
    private static final String NAME = "feast.serving.ServingService";
    private static final String READ = "GetOnlineFeatures";
    private static final String PATH = NAME + "/" + READ;

    private final EventLoopContext loop;
    private final GrpcServerContext context;
    private final FeatureReading reading;
    private final Methods methods;

    FeastService(
            EventLoopContext loop,
            GrpcServerContext context,
            FeatureReading reading,
            Methods methods) {
        this.loop = loop;
        this.context = context;
        this.reading = reading;
        this.methods = methods;
    }

    /// Adds its methods.
    void add() {
        methods.describe(ServingServiceProto.getDescriptor().findServiceByName("ServingService"));
        methods.<GetFeastServingInfoRequest, GetFeastServingInfoResponse>add(
                NAME,
                "GetFeastServingInfo",
                GetFeastServingInfoRequest.getDefaultInstance(),
                QuotaChargeMode.CALL,
                call -> request -> call.end(info()));
        methods.<GetOnlineFeaturesRequest, GetOnlineFeaturesResponse>add(
                NAME,
                READ,
                GetOnlineFeaturesRequest.getDefaultInstance(),
                QuotaChargeMode.CALL,
                Reading::new);
    }

    private GetFeastServingInfoResponse info() {
        return GetFeastServingInfoResponse.newBuilder().setVersion(context.version()).build();
    }

    private final class Reading
            extends FeatureCall<GetOnlineFeaturesRequest, GetOnlineFeaturesResponse> {
        Reading(ServerCall<GetOnlineFeaturesRequest, GetOnlineFeaturesResponse> call) {
            super(methods, context, call, PATH);
        }

        @Override
        void begin(GetOnlineFeaturesRequest message, long bytes) {
            int length = (int) Math.min(bytes, Integer.MAX_VALUE);
            if (OffloadPolicy.isLongToRead(length, length)) {
                loop.executeOnWorker(
                        () -> FeastMessages.read(message),
                        featureRequest -> call().run(() -> read(message, featureRequest)),
                        this::fail);
            } else {
                read(message, FeastMessages.read(message));
            }
        }

        private void read(GetOnlineFeaturesRequest message, FeatureRequest featureRequest) {
            SelectedFeatures wanted =
                    reading.select(featureRequest, call().access().featureAccess());
            call().access().countRecords(QuotaPermit.NONE, featureRequest.rows());
            FeatureRequest named = wanted.byJoinKeys(featureRequest);
            var answer = new FeastResponseWriter(named, wanted);
            reading.read(
                    named,
                    wanted,
                    found -> answer.message(message, found),
                    this::succeed,
                    this::fail);
            awaitStore();
        }
    }
}
