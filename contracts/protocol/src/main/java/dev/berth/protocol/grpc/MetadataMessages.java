package dev.berth.protocol.grpc;

import dev.berth.core.signature.Field;
import dev.berth.proto.DataType;
import dev.berth.proto.InferBatchStatistics;
import dev.berth.proto.InferStatistics;
import dev.berth.proto.LogSettingsResponse;
import dev.berth.proto.ModelConfig;
import dev.berth.proto.ModelConfigResponse;
import dev.berth.proto.ModelDynamicBatching;
import dev.berth.proto.ModelInput;
import dev.berth.proto.ModelMetadataResponse;
import dev.berth.proto.ModelOutput;
import dev.berth.proto.ModelStatisticsResponse;
import dev.berth.proto.ModelTransactionPolicy;
import dev.berth.proto.ModelVersionPolicy;
import dev.berth.proto.RepositoryIndexResponse;
import dev.berth.proto.ServerMetadataResponse;
import dev.berth.proto.StatisticDuration;
import dev.berth.proto.TraceSettingResponse;
import dev.berth.protocol.oip.BatchStatistics;
import dev.berth.protocol.oip.DurationCount;
import dev.berth.protocol.oip.MetadataWriter;
import dev.berth.protocol.oip.ModelConfiguration;
import dev.berth.protocol.oip.ModelMetadata;
import dev.berth.protocol.oip.ModelStatisticsEntry;
import dev.berth.protocol.oip.RepositoryEntry;
import dev.berth.protocol.oip.ServerMetadata;
import java.util.List;
import java.util.Map;

/// The messages of the protocol's calls other than inference, from the same records as their JSON.
public final class MetadataMessages {
    private MetadataMessages() {}

    public static ServerMetadataResponse server(ServerMetadata server) {
        return ServerMetadataResponse.newBuilder()
                .setName(server.name())
                .setVersion(server.version())
                .addAllExtensions(server.extensions())
                .build();
    }

    public static ModelMetadataResponse model(ModelMetadata model) {
        ModelMetadataResponse.Builder message =
                ModelMetadataResponse.newBuilder()
                        .setName(model.name().value())
                        .setPlatform(model.platform());
        model.versions().forEach(version -> message.addVersions(version.value()));
        model.signature().inputs().forEach(field -> message.addInputs(tensor(field)));
        model.signature().outputs().forEach(field -> message.addOutputs(tensor(field)));
        return message.build();
    }

    private static ModelMetadataResponse.TensorMetadata tensor(Field field) {
        return ModelMetadataResponse.TensorMetadata.newBuilder()
                .setName(field.name())
                .setDatatype(field.type().datatype())
                .addAllShape(field.shape().wireSizes())
                .build();
    }

    /// What is traced.
    ///
    /// @param settings by their names, texts or lists of them
    public static TraceSettingResponse traceSettings(Map<String, Object> settings) {
        var message = TraceSettingResponse.newBuilder();
        settings.forEach(
                (name, value) -> {
                    List<?> values = value instanceof List<?> list ? list : List.of(value);
                    var setting = TraceSettingResponse.SettingValue.newBuilder();
                    values.forEach(each -> setting.addValue(each.toString()));
                    message.putSettings(name, setting.build());
                });
        return message.build();
    }

    /// What is logged.
    ///
    /// @param settings by their names, texts, booleans or numbers from 0 on
    public static LogSettingsResponse logSettings(Map<String, Object> settings) {
        var message = LogSettingsResponse.newBuilder();
        settings.forEach(
                (name, value) -> {
                    var setting = LogSettingsResponse.SettingValue.newBuilder();
                    switch (value) {
                        case Boolean flag -> setting.setBoolParam(flag);
                        case Number number -> setting.setUint32Param(number.intValue());
                        default -> setting.setStringParam(value.toString());
                    }
                    message.putSettings(name, setting.build());
                });
        return message.build();
    }

    public static ModelConfigResponse configuration(ModelConfiguration model) {
        ModelConfig.Builder config =
                ModelConfig.newBuilder()
                        .setName(model.name().value())
                        .setPlatform(model.platform())
                        .setBackend(model.backend())
                        .setMaxBatchSize(model.batchSizeMax())
                        .setVersionPolicy(
                                ModelVersionPolicy.newBuilder()
                                        .setLatest(
                                                ModelVersionPolicy.Latest.newBuilder()
                                                        .setNumVersions(model.latestVersions())))
                        .setModelTransactionPolicy(ModelTransactionPolicy.getDefaultInstance());
        for (Field field : model.signature().inputs()) {
            config.addInput(
                    ModelInput.newBuilder()
                            .setName(field.name())
                            .setDataType(dataType(field))
                            .addAllDims(MetadataWriter.configuredSizes(model, field))
                            .setOptional(!field.isRequired()));
        }
        for (Field field : model.signature().outputs()) {
            config.addOutput(
                    ModelOutput.newBuilder()
                            .setName(field.name())
                            .setDataType(dataType(field))
                            .addAllDims(MetadataWriter.configuredSizes(model, field)));
        }
        if (model.batchSizeMax() > 0) {
            config.setDynamicBatching(
                    ModelDynamicBatching.newBuilder()
                            .setMaxQueueDelayMicroseconds(model.batchDelayMicros()));
        }
        return ModelConfigResponse.newBuilder().setConfig(config).build();
    }

    private static DataType dataType(Field field) {
        return DataType.valueOf(ModelConfiguration.dataType(field.type()));
    }

    public static RepositoryIndexResponse index(List<RepositoryEntry> entries) {
        RepositoryIndexResponse.Builder message = RepositoryIndexResponse.newBuilder();
        for (RepositoryEntry entry : entries) {
            message.addModelsBuilder()
                    .setName(entry.name())
                    .setVersion(entry.version())
                    .setState(entry.state().name())
                    .setReason(entry.reason());
        }
        return message.build();
    }

    public static ModelStatisticsResponse statistics(List<ModelStatisticsEntry> models) {
        ModelStatisticsResponse.Builder message = ModelStatisticsResponse.newBuilder();
        models.forEach(model -> message.addModelStats(statistics(model)));
        return message.build();
    }

    private static dev.berth.proto.ModelStatistics statistics(ModelStatisticsEntry model) {
        dev.berth.proto.ModelStatistics.Builder message =
                dev.berth.proto.ModelStatistics.newBuilder()
                        .setName(model.model().name().value())
                        .setVersion(model.model().version().value())
                        .setLastInference(model.lastInferenceMillis())
                        .setInferenceCount(model.inferenceCount())
                        .setExecutionCount(model.executionCount())
                        .setInferenceStats(
                                InferStatistics.newBuilder()
                                        .setSuccess(duration(model.success()))
                                        .setFail(duration(model.fail()))
                                        .setQueue(duration(model.queue()))
                                        .setComputeInput(duration(model.computeInput()))
                                        .setComputeInfer(duration(model.computeInfer()))
                                        .setComputeOutput(duration(model.computeOutput()))
                                        .setCacheHit(duration(DurationCount.NONE))
                                        .setCacheMiss(duration(DurationCount.NONE)));
        for (BatchStatistics batch : model.batches()) {
            message.addBatchStats(
                    InferBatchStatistics.newBuilder()
                            .setBatchSize(batch.batchSize())
                            .setComputeInput(duration(batch.computeInput()))
                            .setComputeInfer(duration(batch.computeInfer()))
                            .setComputeOutput(duration(batch.computeOutput())));
        }
        return message.build();
    }

    private static StatisticDuration duration(DurationCount duration) {
        return StatisticDuration.newBuilder()
                .setCount(duration.count())
                .setNs(duration.nanos())
                .build();
    }
}
