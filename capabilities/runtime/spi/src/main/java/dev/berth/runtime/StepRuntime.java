package dev.berth.runtime;

/// An engine for the native functions of encoder and decoder steps. No package names it; a worker
/// finds it by `java.util.ServiceLoader`.
public interface StepRuntime extends ModelRuntime {}
