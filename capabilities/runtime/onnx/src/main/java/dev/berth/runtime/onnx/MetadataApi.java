package dev.berth.runtime.onnx;

import static dev.berth.runtime.onnx.NativeCalls.call;

/// The functions of [OrtApi] that tell what the author of a model wrote into it. Names and keys are
/// the caller's to free.
record MetadataApi(OrtApi api) {
    /// To be given back with [OrtApi#release].
    long of(long session, Cell out) {
        api.check(call(api.function(111), session, out.address()));
        return out.longValue();
    }

    long producer(long metadata, long allocator, Cell out) {
        api.check(call(api.function(112), metadata, allocator, out.address()));
        return out.longValue();
    }

    long graphName(long metadata, long allocator, Cell out) {
        api.check(call(api.function(113), metadata, allocator, out.address()));
        return out.longValue();
    }

    long domain(long metadata, long allocator, Cell out) {
        api.check(call(api.function(114), metadata, allocator, out.address()));
        return out.longValue();
    }

    long description(long metadata, long allocator, Cell out) {
        api.check(call(api.function(115), metadata, allocator, out.address()));
        return out.longValue();
    }

    long graphDescription(long metadata, long allocator, Cell out) {
        api.check(call(api.function(158), metadata, allocator, out.address()));
        return out.longValue();
    }

    long modelVersion(long metadata, Cell out) {
        api.check(call(api.function(117), metadata, out.address()));
        return out.longValue();
    }

    /// An array of keys; it and each key are to be freed.
    long customKeys(long metadata, long allocator, Cell out, Cell count) {
        api.check(call(api.function(123), metadata, allocator, out.address(), count.address()));
        return out.longValue();
    }

    long customValue(long metadata, long allocator, long key, Cell out) {
        api.check(call(api.function(116), metadata, allocator, key, out.address()));
        return out.longValue();
    }
}
