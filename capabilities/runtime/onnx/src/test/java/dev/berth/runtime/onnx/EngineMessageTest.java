package dev.berth.runtime.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EngineMessageTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            textBlock =
                    """
                    Non-zero status code returned while running Gather node. Name:'' Status Message: indices element out of data bounds | Gather: indices element out of data bounds
                    Non-zero status code returned while running Add node. Name:'add_1' Status Message: /src/core/element_wise.h:560 void onnxruntime::Broadcast(size_t, int) axis == 1 was false. | Add 'add_1': axis == 1 was false.
                    Load model from /home/me/models/x.onnx failed:Protobuf parsing failed. | Load model from x.onnx failed:Protobuf parsing failed.
                    open file C:\\models\\w.bin fail | open file w.bin fail
                    /src/a/b.cc:12 Something failed: 1/2 of it | Something failed: 1/2 of it
                    """)
    void clean_engineWords_keepsWhatCallersNeed(String message, String expected) {
        assertThat(EngineMessage.clean(message)).isEqualTo(expected);
    }
}
