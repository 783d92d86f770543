package formers.text;

import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Small `tokenizer.json` trees of the shapes that are found in public.
final class SmallFiles {

    private static final JsonMapper JSON = new JsonMapper();

    private SmallFiles() {}

    static PipelineTokenizer read(ObjectNode json) {
        return (PipelineTokenizer) TokenizerReader.read(new JsonPlace(Path.of("test.json"), "$", json));
    }

    /// A tree with single quotes for double ones.
    static ObjectNode json(String text) {
        return (ObjectNode) JSON.readTree(text.replace('\'', '"'));
    }

    static ObjectNode llama(List<String> names, List<String> merges) {
        var root = json("""
                {'version':'1.0','truncation':null,'padding':null,
                'added_tokens':[
                {'id':0,'content':'<unk>','single_word':false,'lstrip':false,'rstrip':false,'normalized':false,'special':true},
                {'id':1,'content':'<s>','single_word':false,'lstrip':false,'rstrip':false,'normalized':false,'special':true},
                {'id':2,'content':'</s>','single_word':false,'lstrip':false,'rstrip':false,'normalized':false,'special':true}],
                'normalizer':{'type':'Sequence','normalizers':[
                {'type':'Prepend','prepend':'▁'},{'type':'Replace','pattern':{'String':' '},'content':'▁'}]},
                'pre_tokenizer':null,
                'post_processor':{'type':'TemplateProcessing',
                'single':[{'SpecialToken':{'id':'<s>','type_id':0}},{'Sequence':{'id':'A','type_id':0}}],
                'pair':[{'SpecialToken':{'id':'<s>','type_id':0}},{'Sequence':{'id':'A','type_id':0}},
                {'SpecialToken':{'id':'<s>','type_id':1}},{'Sequence':{'id':'B','type_id':1}}],
                'special_tokens':{'<s>':{'id':'<s>','ids':[1],'tokens':['<s>']}}},
                'decoder':{'type':'Sequence','decoders':[
                {'type':'Replace','pattern':{'String':'▁'},'content':' '},{'type':'ByteFallback'},{'type':'Fuse'},
                {'type':'Strip','content':' ','start':1,'stop':0}]},
                'model':{'type':'BPE','dropout':null,'unk_token':'<unk>','continuing_subword_prefix':null,
                'end_of_word_suffix':null,'fuse_unk':true,'byte_fallback':true,'ignore_merges':false}}""");
        var model = root.withObject("/model");
        var vocab = model.putObject("vocab");
        names.forEach(name -> vocab.put(name, vocab.size()));
        var lines = model.putArray("merges");
        merges.forEach(lines::add);
        return root;
    }
}
