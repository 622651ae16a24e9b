package dev.berth.server.grpc;

import dev.berth.proto.feast.serving.GetFeastServingInfoRequest;
import dev.berth.proto.feast.serving.GetFeastServingInfoResponse;
import dev.berth.proto.feast.serving.GetOnlineFeaturesRequest;
import dev.berth.proto.feast.serving.GetOnlineFeaturesResponse;
import dev.berth.proto.feast.serving.ServingServiceProto;
import dev.berth.protocol.feature.FeastMessages;
import dev.berth.protocol.feature.FeatureAsk;
import dev.berth.server.access.Allowance;
import dev.berth.server.feature.FeastAnswer;
import dev.berth.server.feature.FeatureReading;
import dev.berth.server.feature.SelectedFeatures;
import dev.berth.server.predict.EventLoop;
import dev.berth.server.predict.OffLoop;

/// `feast.serving.ServingService`, by which Feast's clients read features.
final class FeastService {
    private static final String NAME = "feast.serving.ServingService";
    private static final String READ = "GetOnlineFeatures";
    private static final String PATH = NAME + "/" + READ;

    private final EventLoop loop;
    private final GrpcSurroundings surroundings;
    private final FeatureReading reading;
    private final Methods methods;

    FeastService(
            EventLoop loop,
            GrpcSurroundings surroundings,
            FeatureReading reading,
            Methods methods) {
        this.loop = loop;
        this.surroundings = surroundings;
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
                Charge.CALL,
                call -> request -> call.end(info()));
        methods.<GetOnlineFeaturesRequest, GetOnlineFeaturesResponse>add(
                NAME,
                READ,
                GetOnlineFeaturesRequest.getDefaultInstance(),
                Charge.CALL,
                Reading::new);
    }

    private GetFeastServingInfoResponse info() {
        return GetFeastServingInfoResponse.newBuilder().setVersion(surroundings.version()).build();
    }

    private final class Reading
            extends FeatureCall<GetOnlineFeaturesRequest, GetOnlineFeaturesResponse> {
        Reading(GuardedCall<GetOnlineFeaturesRequest, GetOnlineFeaturesResponse> call) {
            super(methods, surroundings, call, PATH);
        }

        @Override
        void begin(GetOnlineFeaturesRequest message, long bytes) {
            int length = (int) Math.min(bytes, Integer.MAX_VALUE);
            if (OffLoop.isLongToRead(length, length)) {
                loop.elsewhere(
                        () -> FeastMessages.read(message),
                        ask -> call().run(() -> read(message, ask)),
                        this::fail);
            } else {
                read(message, FeastMessages.read(message));
            }
        }

        private void read(GetOnlineFeaturesRequest message, FeatureAsk ask) {
            SelectedFeatures wanted = reading.select(ask, call().access().featureAccess());
            call().access().countRecords(Allowance.NONE, ask.rows());
            FeatureAsk named = wanted.byJoinKeys(ask);
            var answer = new FeastAnswer(named, wanted);
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
