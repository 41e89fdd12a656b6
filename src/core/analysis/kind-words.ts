/** Keywords that always stand in a node of a kind, by language: `def` in Python's function_definition, nothing in that of C. */
import type { Language } from './language.js';

const ecmaScript = {
  catch: 'catch_clause',
  finally: 'finally_clause',
  debugger: 'debugger_statement',
  throw: 'throw_statement',
  await: 'await_expression',
  yield: 'yield_expression',
  new: 'new_expression',
  try: 'try_statement',
  switch: 'switch_statement',
  case: 'switch_case',
  while: 'while_statement do_statement',
  if: 'if_statement',
  for: 'for_statement for_in_statement',
  with: 'with_statement',
  return: 'return_statement',
  import: 'import_statement',
  export: 'export_statement',
  class: 'class_declaration',
  '${': 'template_substitution',
};

/** Keyword → the kinds that contain it. A kind is here only when its grammar has no form of it without the keyword. */
const table: Record<Language, Record<string, string>> = {
  javascript: ecmaScript,
  typescript: ecmaScript,
  tsx: ecmaScript,
  python: {
    await: 'await',
    yield: 'yield',
    try: 'try_statement',
    while: 'while_statement',
    if: 'if_statement',
    for: 'for_statement',
    with: 'with_statement',
    return: 'return_statement',
    import: 'import_statement import_from_statement',
    except: 'except_clause',
    finally: 'finally_clause',
    assert: 'assert_statement',
    raise: 'raise_statement',
    del: 'delete_statement',
    global: 'global_statement',
    nonlocal: 'nonlocal_statement',
    lambda: 'lambda',
    def: 'function_definition',
    class: 'class_definition',
  },
  go: {
    break: 'break_statement',
    case: 'communication_case expression_case type_case',
    chan: 'channel_type',
    const: 'const_declaration',
    defer: 'defer_statement',
    for: 'for_statement',
    func: 'func_literal function_declaration function_type method_declaration',
    go: 'go_statement',
    if: 'if_statement',
    import: 'import_declaration',
    map: 'map_type',
    range: 'range_clause',
    return: 'return_statement',
    select: 'select_statement',
    struct: 'struct_type',
    switch: 'expression_switch_statement type_switch_statement',
    type: 'type_declaration',
    var: 'var_declaration',
  },
  java: {
    assert: 'assert_statement',
    catch: 'catch_clause',
    class: 'class_declaration class_literal',
    enum: 'enum_declaration',
    finally: 'finally_clause',
    for: 'for_statement enhanced_for_statement',
    if: 'if_statement',
    import: 'import_declaration',
    instanceof: 'instanceof_expression',
    interface: 'interface_declaration',
    new: 'array_creation_expression object_creation_expression',
    return: 'return_statement',
    static: 'static_initializer',
    switch: 'switch_expression',
    synchronized: 'synchronized_statement',
    throw: 'throw_statement',
    throws: 'throws',
    try: 'try_statement try_with_resources_statement',
    while: 'do_statement while_statement',
  },
  rust: {
    as: 'type_cast_expression',
    await: 'await_expression',
    fn: 'function_item function_signature_item',
    for: 'for_expression',
    if: 'if_expression',
    impl: 'impl_item',
    let: 'let_declaration let_condition',
    loop: 'loop_expression',
    match: 'match_expression',
    mod: 'mod_item',
    return: 'return_expression',
    static: 'static_item',
    struct: 'struct_item',
    unsafe: 'unsafe_block',
    use: 'use_declaration',
    while: 'while_expression',
  },
  csharp: {
    as: 'as_expression',
    await: 'await_expression',
    catch: 'catch_clause',
    class: 'class_declaration',
    finally: 'finally_clause',
    for: 'for_statement',
    foreach: 'foreach_statement',
    if: 'if_statement',
    lock: 'lock_statement',
    new: 'array_creation_expression implicit_array_creation_expression implicit_object_creation_expression object_creation_expression',
    return: 'return_statement',
    switch: 'switch_statement switch_expression',
    throw: 'throw_statement throw_expression',
    try: 'try_statement',
    typeof: 'typeof_expression',
    using: 'using_directive using_statement',
    while: 'do_statement while_statement',
    yield: 'yield_statement',
  },
  cpp: {
    catch: 'catch_clause',
    class: 'class_specifier',
    delete: 'delete_expression',
    for: 'for_statement for_range_loop',
    goto: 'goto_statement',
    if: 'if_statement',
    new: 'new_expression',
    return: 'return_statement',
    sizeof: 'sizeof_expression',
    struct: 'struct_specifier',
    switch: 'switch_statement',
    throw: 'throw_statement',
    typedef: 'type_definition',
    while: 'do_statement while_statement',
  },
  ruby: {
    begin: 'begin',
    case: 'case',
    class: 'class singleton_class',
    def: 'method singleton_method',
    ensure: 'ensure',
    if: 'if if_modifier',
    module: 'module',
    rescue: 'rescue rescue_modifier',
    return: 'return',
    unless: 'unless unless_modifier',
    until: 'until until_modifier',
    when: 'when',
    while: 'while while_modifier',
    yield: 'yield',
  },
  php: {
    catch: 'catch_clause',
    class: 'class_declaration',
    finally: 'finally_clause',
    for: 'for_statement',
    foreach: 'foreach_statement',
    function: 'anonymous_function function_definition method_declaration',
    global: 'global_declaration',
    if: 'if_statement',
    new: 'object_creation_expression',
    return: 'return_statement',
    switch: 'switch_statement',
    throw: 'throw_expression',
    try: 'try_statement',
    while: 'do_statement while_statement',
    yield: 'yield_expression',
  },
  bash: {
    case: 'case_statement',
    if: 'if_statement',
    unset: 'unset_command',
  },
};

const byKind = new Map<Language, Map<string, string>>();

/** Undefined when a node of that kind can do without any keyword, or when it is not known. */
export function kindWord(kind: string, language: Language): string | undefined {
  let kinds = byKind.get(language);
  if (!kinds) {
    kinds = new Map(Object.entries(table[language]).flatMap(([word, names]) => names.split(' ').map((name) => [name, word] as const)));
    byKind.set(language, kinds);
  }
  return kinds.get(kind);
}

/** True for words that the language reads in any case, as PHP does `IF` and `Catch`. */
export function readInAnyCase(word: string, languages: readonly Language[]): boolean {
  return languages.includes('php') && phpKeywords.has(word.toLowerCase());
}

const phpKeywords = new Set(
  (
    'abstract and array as break callable case catch class clone const continue declare default die do echo else elseif empty enddeclare endfor ' +
    'endforeach endif endswitch endwhile enum exit extends final finally fn for foreach function global goto if implements include include_once ' +
    'instanceof insteadof interface isset list match namespace new or print private protected public readonly require require_once return static ' +
    'switch throw trait try unset use var while xor yield'
  ).split(' '),
);
