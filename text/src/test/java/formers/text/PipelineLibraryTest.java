package formers.text;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/// Ids, places and decoded text as Hugging Face's library gives them, for files of every kind. The property
/// `formers.texts` says how many random texts each kind gets.
class PipelineLibraryTest {

    private static final int TEXTS = Integer.getInteger("formers.texts", 1000);
    private static final long SEED = Long.getLong("formers.seed", 77);

    @TempDir
    Path folder;

    @BeforeAll
    static void stayOffline() {
        System.setProperty("ai.djl.offline", "true");
        System.setProperty("OPT_OUT_TRACKING", "true");
    }

    /// Byte-level vocabularies, by what cuts their words.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type':'ByteLevel','add_prefix_space':false,'trim_offsets':true,'use_regex':true}",
                "{'type':'ByteLevel','add_prefix_space':true,'trim_offsets':true,'use_regex':true}",
                "{'type':'ByteLevel','add_prefix_space':false,'trim_offsets':true,'use_regex':false}",
                "CL100K",
                "QWEN2",
                "O200K"
            })
    void byteLevel(String cut) throws IOException {
        agree(byteLevel(cut, "null"));
        agree(byteLevel(cut, "{'type':'NFC'}"));
    }

    private static ObjectNode byteLevel(String cut, String normalizer) {
        var json = TokenizerWriter.json(SmallTokenizers.bytePairs());
        json.set("normalizer", SmallFiles.json("{'is':" + normalizer + "}").get("is"));
        json.set(
                "post_processor", SmallFiles.json("{'type':'ByteLevel','trim_offsets':true,'add_prefix_space':false}"));
        if (cut.startsWith("{")) {
            json.set("pre_tokenizer", SmallFiles.json(cut));
        } else {
            var sequence = SmallFiles.json("""
                    {'type':'Sequence','pretokenizers':[
                    {'type':'Split','pattern':{'Regex':''},'behavior':'Isolated','invert':false},
                    {'type':'ByteLevel','add_prefix_space':false,'trim_offsets':true,'use_regex':false}]}""");
            sequence.withObject("/pretokenizers/0/pattern")
                    .put("Regex", KnownPattern.valueOf(cut).source());
            json.set("pre_tokenizer", sequence);
        }
        return json;
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void roberta(boolean prefixed) throws IOException {
        var json = byteLevel("{'type':'ByteLevel','trim_offsets':true,'add_prefix_space':" + prefixed + "}", "null");
        var post = SmallFiles.json("{'type':'RobertaProcessing','sep':['Ġ',0],'cls':['a',1],'trim_offsets':true}");
        json.set("post_processor", post.put("add_prefix_space", prefixed));
        agree(json);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void wholeWordsAndAddedTokens(boolean wholeWords) throws IOException {
        var json = byteLevel("CL100K", "{'type':'Lowercase'}");
        json.withObject("/model").put("ignore_merges", wholeWords);
        int size = json.get("model").get("vocab").size();
        var flags = List.of("1000", "0100", "0010", "0110", "0001", "1001", "0000");
        var names = List.of("ab", "the", "x", "日本", "Formers", "don", "aa");
        for (int i = 0; i < flags.size(); i++) {
            var added = SmallFiles.json("{'special':" + (i % 2 == 0) + "}")
                    .put("id", size + i)
                    .put("content", names.get(i));
            var keys = List.of("single_word", "lstrip", "rstrip", "normalized");
            for (int k = 0; k < 4; k++) {
                added.put(keys.get(k), flags.get(i).charAt(k) == '1');
            }
            json.withArray("/added_tokens").add(added);
        }
        // A name that is a token of the vocabulary has its id.
        json.withArray("/added_tokens").forEach(token -> {
            var known = json.get("model").get("vocab").get(token.get("content").stringValue());
            if (known != null) {
                ((ObjectNode) token).set("id", known);
            }
        });
        int next = size;
        for (var token : json.withArray("/added_tokens")) {
            if (token.get("id").intValue() >= size) {
                ((ObjectNode) token).put("id", next++);
            }
        }
        agree(json);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type':'NFC'}",
                "{'type':'NFD'}",
                "{'type':'NFKC'}",
                "{'type':'NFKD'}",
                "{'type':'Lowercase'}",
                "{'type':'Strip','strip_left':true,'strip_right':true}",
                "{'type':'StripAccents'}",
                "{'type':'Sequence','normalizers':[{'type':'NFD'},{'type':'StripAccents'},{'type':'Lowercase'}]}",
                "{'type':'BertNormalizer','clean_text':true,'handle_chinese_chars':true,'strip_accents':null,'lowercase':true}",
                "{'type':'BertNormalizer','clean_text':false,'handle_chinese_chars':true,'strip_accents':true,'lowercase':false}",
                "{'type':'Prepend','prepend':'▁x'}",
                "{'type':'Replace','pattern':{'String':'e'},'content':'oo'}",
                "{'type':'Replace','pattern':{'Regex':' {2,}|\\\\d+'},'content':'▁'}",
                "{'type':'Nmt'}",
                "{'type':'ByteLevel'}",
            })
    void normalizers(String normalizer) throws IOException {
        agree(characters(normalizer, "null", "null"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type':'Whitespace'}",
                "{'type':'WhitespaceSplit'}",
                "{'type':'Punctuation','behavior':'Isolated'}",
                "{'type':'Punctuation','behavior':'MergedWithPrevious'}",
                "{'type':'Punctuation','behavior':'MergedWithNext'}",
                "{'type':'Punctuation','behavior':'Contiguous'}",
                "{'type':'Punctuation','behavior':'Removed'}",
                "{'type':'Digits','individual_digits':true}",
                "{'type':'Digits','individual_digits':false}",
                "{'type':'Metaspace','replacement':'▁','prepend_scheme':'always','split':true}",
                "{'type':'Metaspace','replacement':'▁','prepend_scheme':'first','split':true}",
                "{'type':'Metaspace','replacement':'▁','prepend_scheme':'never','split':false}",
                "{'type':'BertPreTokenizer'}",
                "{'type':'CharDelimiterSplit','delimiter':'x'}",
                "{'type':'UnicodeScripts'}",
                "{'type':'Split','pattern':{'String':' '},'behavior':'MergedWithNext','invert':false}",
                "{'type':'Split','pattern':{'Regex':'\\\\w+|[^\\\\w\\\\s]+'},'behavior':'Removed','invert':true}",
                "{'type':'Split','pattern':{'Regex':'(?=\\\\d)|\\\\p{Han}|a*+'},'behavior':'Isolated','invert':false}",
                "{'type':'Split','pattern':{'Regex':'[[:punct:]&&[^_]]|\\\\h{1,2}+|^.'},'behavior':'Contiguous','invert':true}",
                "{'type':'Sequence','pretokenizers':[{'type':'WhitespaceSplit'},{'type':'Digits','individual_digits':true}]}",
            })
    void preTokenizers(String cut) throws IOException {
        agree(characters("null", cut, "null"));
    }

    /// Tables of characters differ by what version of Unicode they come from.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type':'UnicodeScripts'}",
                "{'type':'Punctuation','behavior':'Isolated'}",
                "{'type':'Whitespace'}",
                "{'type':'Split','pattern':{'Regex':'\\\\w+'},'behavior':'Isolated','invert':false}",
                "{'type':'Split','pattern':{'Regex':'[^\\\\w\\\\s]+'},'behavior':'Isolated','invert':false}",
                "{'type':'Split','pattern':{'Regex':'\\\\W+|1'},'behavior':'Isolated','invert':false}",
            })
    void charactersAreOfTheSameKinds(String cut) throws IOException {
        var json = SmallFiles.json("{'version':'1.0','truncation':null,'padding':null,'added_tokens':[],"
                + "'normalizer':null,'post_processor':null,'decoder':null,"
                + "'model':{'type':'WordLevel','vocab':{'<unk>':0},'unk_token':'<unk>'}}");
        ((ObjectNode) json).set("pre_tokenizer", SmallFiles.json(cut));
        var file = folder.resolve("tokenizer.json");
        Files.writeString(file, json.toString());
        var ours = TokenizerFiles.read(file);
        try (var theirs = HuggingFaceTokenizer.newInstance(file, Map.of("truncation", "false", "padding", "false"))) {
            for (int c = 1; c < 0x20000; c += c < 0x3200 ? 1 : 7) {
                if (Character.isDefined(c) && Character.getType(c) != Character.SURROGATE) {
                    var text = "a" + Character.toString(c) + "1";
                    assertThat(ours.encode(text).length)
                            .as("U+%04X", c)
                            .isEqualTo(theirs.encode(text, false, false).getIds().length);
                }
            }
        }
    }

    /// Byte pairs over the characters of random texts, unknown ones fused, words marked at both ends.
    private static ObjectNode characters(String normalizer, String cut, String decoder) {
        var names =
                new LinkedHashSet<String>(List.of("<unk>", "▁", "x", "X", "o", "oo", "##h", "##e", "t", "##he</w>"));
        var texts = new RandomTexts(5);
        for (int i = 0; i < 200; i++) {
            texts.next().codePoints().mapToObj(Character::toString).forEach(names::add);
        }
        names.addAll(List.of("ab", "aab", "12", "日本", "the"));
        var list = new ArrayList<>(names);
        var json = SmallFiles.llama(list, List.of("a b", "a ab", "日 本"));
        json.putArray("added_tokens");
        json.putNull("post_processor");
        json.set("normalizer", SmallFiles.json("{'is':" + normalizer + "}").get("is"));
        json.set("pre_tokenizer", SmallFiles.json("{'is':" + cut + "}").get("is"));
        json.set("decoder", SmallFiles.json("{'is':" + decoder + "}").get("is"));
        json.withObject("/model").put("byte_fallback", false);
        return json;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type':'ByteLevel','add_prefix_space':true,'trim_offsets':true,'use_regex':true}",
                "{'type':'WordPiece','prefix':'##','cleanup':true}",
                "{'type':'WordPiece','prefix':'##','cleanup':false}",
                "{'type':'Metaspace','replacement':'▁','prepend_scheme':'always','split':true}",
                "{'type':'Metaspace','replacement':'▁','prepend_scheme':'never','split':true}",
                "{'type':'BPEDecoder','suffix':'x'}",
                "{'type':'Fuse'}",
                "{'type':'Strip','content':'a','start':1,'stop':0}",
                "{'type':'Replace','pattern':{'Regex':'[ab]'},'content':'<>'}",
                "{'type':'CTC','pad_token':'x','word_delimiter_token':'1','cleanup':true}",
                "{'type':'Sequence','decoders':[{'type':'Fuse'},{'type':'Strip','content':' ','start':1,'stop':0}]}",
            })
    void decoders(String decoder) throws IOException {
        agree(characters("null", "{'type':'WhitespaceSplit'}", decoder));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void llama(boolean fuse) throws IOException {
        var json = SmallTokenizers.llama().json().deepCopy();
        json.withObject("/model").put("fuse_unk", fuse);
        agree(json);
    }

    @ParameterizedTest
    @ValueSource(strings = {"##|''", "''|</w>"})
    void affixes(String affixes) throws IOException {
        var json = characters("null", "{'type':'WhitespaceSplit'}", "null");
        var parts = affixes.replace("''", "").split("\\|", -1);
        json.withObject("/model").put("continuing_subword_prefix", parts[0]).put("end_of_word_suffix", parts[1]);
        json.withObject("/model").put("fuse_unk", false).putArray("merges");
        if (!parts[0].isEmpty()) {
            json.withObject("/model/vocab")
                    .put("the", json.get("model").get("vocab").get("the").intValue());
            int size = json.get("model").get("vocab").size();
            json.withObject("/model/vocab").put("th", size);
            json.withArray("/model/merges").add("t ##h").add("th ##e");
        }
        agree(json);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void bert(boolean lowercase) throws IOException {
        var names = new LinkedHashSet<>(List.of("[UNK]", "[CLS]", "[SEP]"));
        var texts = new RandomTexts(5);
        for (int i = 0; i < 100; i++) {
            texts.next().codePoints().mapToObj(Character::toString).forEach(c -> {
                names.add(c);
                names.add("##" + c);
            });
        }
        var json = TokenizerJson.bert(
                new WordPiece(List.copyOf(names), "[UNK]", "##", 20), lowercase, java.util.Set.of("[CLS]", "[SEP]"));
        json.set("post_processor", SmallFiles.json("{'type':'BertProcessing','sep':['[SEP]',2],'cls':['[CLS]',1]}"));
        agree(json);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void t5(boolean mapped) throws IOException {
        var names = new LinkedHashSet<>(
                List.of("<unk>", "</s>", "▁", "▁the", "ab", "aab", "▁x", "日本", "Formers", "e", "t"));
        var texts = new RandomTexts(5);
        for (int i = 0; i < 50; i++) {
            texts.next().codePoints().mapToObj(Character::toString).forEach(names::add);
        }
        var scores =
                IntStream.range(0, names.size()).mapToDouble(i -> -1 - i % 17).toArray();
        var json = TokenizerJson.t5(new Unigram(List.copyOf(names), scores, 0, false), java.util.Set.of("</s>"));
        json.set("post_processor", SmallFiles.json("""
                {'type':'TemplateProcessing',
                'single':[{'Sequence':{'id':'A','type_id':0}},{'SpecialToken':{'id':'</s>','type_id':0}}],
                'pair':[{'Sequence':{'id':'A','type_id':0}},{'SpecialToken':{'id':'</s>','type_id':0}},
                {'Sequence':{'id':'B','type_id':1}},{'SpecialToken':{'id':'</s>','type_id':1}}],
                'special_tokens':{'</s>':{'id':'</s>','ids':[1],'tokens':['</s>']}}}"""));
        if (mapped) {
            json.set(
                    "normalizer",
                    SmallFiles.json("{'type':'Precompiled'}")
                            .put("precompiled_charsmap", Base64.getEncoder().encodeToString(characterMap())));
        }
        agree(json);
    }

    /// A map of `e` to `xy`, and of `é` and of tabs to nothing at all, as double array over bytes.
    private static byte[] characterMap() {
        var units = new int[1 << 10];
        // The root's children are at 256 ^ byte, a leaf's value behind its node.
        units[0] = 256 << 10;
        leaf(units, 256, 'e', 512, 0);
        leaf(units, 256, '\t', 514, 3);
        units[256 ^ 0xC3] = 768 << 10 | 0xC3;
        leaf(units, 768, 0xA9, 516, 3);
        var replacements = "xy\0\0".getBytes(java.nio.charset.StandardCharsets.UTF_8);
        var out = java.nio.ByteBuffer.allocate(4 + 4 * units.length + replacements.length)
                .order(java.nio.ByteOrder.LITTLE_ENDIAN)
                .putInt(4 * units.length);
        for (int unit : units) {
            out.putInt(unit);
        }
        return out.put(replacements).array();
    }

    private static void leaf(int[] units, int base, int b, int valueAt, int value) {
        int node = base ^ b;
        units[node] = (node ^ valueAt) << 10 | 1 << 8 | b;
        units[valueAt] = value | 1 << 31;
    }

    private void agree(ObjectNode json) throws IOException {
        var file = folder.resolve("tokenizer.json");
        Files.writeString(file, json.toString());
        var ours = (PipelineTokenizer) TokenizerFiles.read(file);
        try (var theirs = HuggingFaceTokenizer.newInstance(file, Map.of("truncation", "false", "padding", "false"))) {
            var texts = new RandomTexts(SEED);
            for (int i = 0; i < TEXTS; i++) {
                agree(ours, theirs, texts.next());
            }
        }
    }

    private static void agree(PipelineTokenizer ours, HuggingFaceTokenizer theirs, String text) {
        boolean special = text.length() % 2 == 0;
        var expected = theirs.encode(text, special, false);
        var encoding = ours.encodeWithOffsets(text, special);
        var shown = "seed %d, text %s".formatted(SEED, escaped(text));
        int[] ids = Arrays.stream(expected.getIds()).mapToInt(Math::toIntExact).toArray();
        assertThat(encoding.ids()).as(shown).isEqualTo(ids);
        if (!special) {
            assertThat(ours.encode(text)).as(shown).isEqualTo(ids);
        }
        var places = new ArrayList<String>();
        var expectedPlaces = new ArrayList<String>();
        for (int i = 0; i < ids.length; i++) {
            var token = encoding.tokens().get(i);
            var span = expected.getCharTokenSpans()[i];
            boolean added = expected.getSpecialTokenMask()[i] == 1;
            assertThat(token.special()).as(shown).isEqualTo(added);
            if (span != null && !added) {
                // Theirs are counted in characters.
                expectedPlaces.add(expected.getTokens()[i] + " " + span.getStart() + ".." + span.getEnd());
                places.add(expected.getTokens()[i] + " " + text.codePointCount(0, token.start()) + ".."
                        + text.codePointCount(0, token.end()));
            }
        }
        assertThat(places).as(shown).isEqualTo(expectedPlaces);
        var decoded = ours.decode(ids);
        assertThat(decoded).as(shown).isEqualTo(theirs.decode(expected.getIds(), true));
        var stream = new StreamingDecoder(ours);
        var streamed = new StringBuilder();
        for (int id : ids) {
            streamed.append(stream.accept(id));
        }
        assertThat(streamed.append(stream.flush()).toString()).as(shown).isEqualTo(decoded);
    }

    private static String escaped(String text) {
        var escaped = new StringBuilder();
        text.chars()
                .forEach(c -> escaped.append(c > ' ' && c < 127 ? String.valueOf((char) c) : "\\u%04x".formatted(c)));
        return escaped.toString();
    }
}
