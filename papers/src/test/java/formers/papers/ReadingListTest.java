package formers.papers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import formers.papers.report.Citation;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReadingListTest {

    private final ReadingList list = ReadingList.standard();

    @Test
    void sixteenPapersInOrderEachWithANameOfItsOwn() {
        var citations = list.entries().stream().map(ReadingList.Entry::citation).toList();
        assertThat(citations.stream().map(Citation::number))
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 16).boxed().toList());
        assertThat(new HashSet<>(citations.stream().map(Citation::name).toList()))
                .hasSize(16);
        assertThat(citations).allMatch(it -> it.arxiv().isEmpty() || it.arxiv().matches("\\d{4}\\.\\d{4,5}"));
    }

    @ParameterizedTest
    @CsvSource({
        "rnnserch, rnnsearch",
        "RNNsearch, rnnsearch",
        "gtp, gpt",
        "formal-algorithm, formal-algorithms",
        "hyenna, hyena",
        "mega-byte, megabyte"
    })
    void aNameMistypedIsGuessed(String typed, String meant) {
        assertThatThrownBy(() -> list.paper(typed))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no paper '" + typed + "' (did you mean " + meant + "?)")
                .hasMessageContaining("rnnsearch, formal-algorithms, gpt");
    }

    @Test
    void nothingIsGuessedFromNonsense() {
        assertThatThrownBy(() -> list.paper("zzzzzz"))
                .hasMessageContaining("no paper 'zzzzzz'; those that run are")
                .hasMessageNotContaining("did you mean");
    }

    @Test
    void aPaperThatDoesNotRunYetSaysSo() {
        var waiting = list.entries().stream().filter(it -> !it.runnable()).toList();
        for (var entry : waiting) {
            assertThatThrownBy(() -> list.paper(entry.citation().name()))
                    .hasMessageContaining(entry.citation().title())
                    .hasMessageContaining("does not run yet");
        }
    }

    @Test
    void runnablePapersAreFound() {
        for (var paper : list.runnable()) {
            assertThat(list.paper(paper.citation().name())).isSameAs(paper);
            assertThat(List.of(paper.claim(), paper.shows())).noneMatch(String::isBlank);
        }
    }

    @ParameterizedTest
    @CsvSource({"kitten, sitting, 3", "'', abc, 3", "abc, '', 3", "same, same, 0", "flaw, lawn, 2", "gtp, gpt, 1"})
    void edits(String a, String b, int expected) {
        assertThat(Spelling.edits(a, b)).isEqualTo(expected);
    }
}
