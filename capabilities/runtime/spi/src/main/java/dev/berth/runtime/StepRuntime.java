package dev.berth.runtime;

/// An engine for what steps of encoders and decoders have native code compute. No package names it;
/// a worker finds it by `java.util.ServiceLoader`.
public interface StepRuntime extends ModelRuntime {}
