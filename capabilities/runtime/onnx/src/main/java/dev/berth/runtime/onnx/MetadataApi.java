package dev.berth.runtime.onnx;

import static dev.berth.runtime.onnx.NativeCalls.call;

/// The functions of [OrtApi] that read a model's metadata. Names and keys are the caller's to free.
record MetadataApi(OrtApi api) {
    /// To be given back with [OrtApi#release].
    long of(long session, NativeOutParameter out) {
        api.check(call(api.function(111), session, out.address()));
        return out.longValue();
    }

    long producer(long metadata, long allocator, NativeOutParameter out) {
        return text(112, metadata, allocator, out);
    }

    long graphName(long metadata, long allocator, NativeOutParameter out) {
        return text(113, metadata, allocator, out);
    }

    long domain(long metadata, long allocator, NativeOutParameter out) {
        return text(114, metadata, allocator, out);
    }

    long description(long metadata, long allocator, NativeOutParameter out) {
        return text(115, metadata, allocator, out);
    }

    long graphDescription(long metadata, long allocator, NativeOutParameter out) {
        return text(158, metadata, allocator, out);
    }

    private long text(int function, long metadata, long allocator, NativeOutParameter out) {
        api.check(call(api.function(function), metadata, allocator, out.address()));
        return out.longValue();
    }

    long modelVersion(long metadata, NativeOutParameter out) {
        api.check(call(api.function(117), metadata, out.address()));
        return out.longValue();
    }

    /// An array of keys; it and each key must be freed.
    long customKeys(
            long metadata, long allocator, NativeOutParameter out, NativeOutParameter count) {
        api.check(call(api.function(123), metadata, allocator, out.address(), count.address()));
        return out.longValue();
    }

    long customValue(long metadata, long allocator, long key, NativeOutParameter out) {
        api.check(call(api.function(116), metadata, allocator, key, out.address()));
        return out.longValue();
    }
}
