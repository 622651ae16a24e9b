package dev.berth.encoding.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.testkit.tokenizer.TokenizerFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PatternCostTest {
    private static int charactersMax(String pattern) {
        return PatternCost.charactersMax(PatternParser.parse(pattern).orElseThrow());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                TokenizerFiles.GPT2,
                // cl100k and Llama 3
                "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r"
                        + "\\n"
                        + "\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r"
                        + "\\n"
                        + "]*|\\s*[\\r"
                        + "\\n"
                        + "]+|\\s+(?!\\S)|\\s+",
                // o200k
                "[^\\r"
                        + "\\n"
                        + "\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]*[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?|[^\\r"
                        + "\\n"
                        + "\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]+[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?|\\p{N}{1,3}|"
                        + " ?[^\\s\\p{L}\\p{N}]+[\\r"
                        + "\\n"
                        + "/]*|\\s*[\\r"
                        + "\\n"
                        + "]+|\\s+(?!\\S)|\\s+",
                // DeepSeek
                "[!\"#$%&'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~][A-Za-z]+|[^\\r"
                        + "\\n"
                        + "\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]+| ?[\\p{P}\\p{S}]+[\\r"
                        + "\\n"
                        + "]*|\\s*[\\r"
                        + "\\n"
                        + "]+|\\s+(?!\\S)|\\s+",
                "[一-龥぀-ゟ゠-ヿ]+",
                // BLOOM
                " ?[^(\\s|[.,!?…。，、।۔،])]+",
                // CLIP
                "<\\|startoftext\\|>|<\\|endoftext\\|>|'s|'t|'re|'ve|'m|'ll|'d|[\\p{L}]+|[\\p{N}]|[^\\s\\p{L}\\p{N}]+",
                "\\s+",
                "[0-9][0-9][0-9]",
                " {2,}"
            })
    void patternsOfKnownTokenizers_haveRoomForHalfAMillionCharacters(String pattern) {
        assertThat(charactersMax(pattern)).isGreaterThan(500_000);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(a+)+$",
                "(a*)*$",
                "(?:a|a)*$",
                "(?:a|aa)+$",
                "(?:a?){40}a{40}",
                "((a{1,9}){1,9}){1,9}$",
                "(?:\\w+\\s?)*$",
                "(?=(a+)+$)",
                "(?<name>x+x+)+y",
                "(?i)(a+)+$|b",
                "a{1,9}+b",
                "\\s*\\s*\\s*y"
            })
    void patternsThatBacktrackAlmostWithoutEnd_haveRoomForNothing(String pattern) {
        assertThat(charactersMax(pattern)).isLessThan(256);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\\s+$",
                "\\s+$|\\s",
                "[^\\n]*z|a|[^\\n]+",
                "\\s+?$|\\s+",
                "\\s{0,100000}y",
                "a+(?:\\s+y)?",
                "\\p{N}{1,3}(?=(?:\\p{N}{3})*(?:\\P{N}|$))"
            })
    void patternsThatLookAtTheSameAgainAndAgain_haveRoomForAPage(String pattern) {
        assertThat(charactersMax(pattern)).isBetween(256, 5_000);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(a)\\1+",
                "\\k<n>",
                "\\g<1>",
                "(?~abc)",
                "(?(1)a|b)",
                "(?x) a ",
                "(",
                "a)",
                "[a",
                "*",
                "a{",
                "a\\"
            })
    void syntaxWhoseCostIsUnknown_isNotRead(String pattern) {
        assertThat(PatternParser.parse(pattern)).isEmpty();
    }

    @Test
    void possessiveRepetition_isTriedOnce() {
        assertThat(charactersMax("(?>a+)+b|(?>a+)")).isGreaterThan(charactersMax("(a+)+b"));
        assertThat(charactersMax("\\s++y")).isBetween(256, 5_000);
    }

    @Test
    void nestedGroupsWithoutEnd_areNotRead() {
        assertThat(PatternParser.parse("(".repeat(5000) + "a" + ")".repeat(5000))).isEmpty();
    }
}
