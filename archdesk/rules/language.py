"""The language of rules: what may stand in the `rules:` list of a palette file.

    rules:
      - id: SQS-001                             # stable, never reused
        title: Visibility timeout under six times the function timeout      # names the mistake
        severity: warning                       # error | warning | info, or {notes: error, current: info}
        for: {connection: {from: sqs.queue, to: lambda.function, relation: triggers}}
        check: {ge: [$from.visibility_timeout, {mul: [$to.timeout, 6]}]}    # what must be true
        message: "{from} hides messages for {from.visibility_timeout} s, but {to} may run {to.timeout} s."
        why: With less, messages come back while they are still being processed.
        cite: sqs                               # section of the notes
        aws: lambda/latest/dg/services-sqs-configure.html
        fix:
          - {label: "Hide messages six times as long", safe: true, set: {what: $from, visibility_timeout: {mul: [$to.timeout, 6]}}}
        passes:
          - {components: {q: {type: sqs.queue, visibility_timeout: 60}, f: {type: lambda.function, timeout: 10}}, connections: [q triggers f]}
        fails:
          - {components: {q: sqs.queue, f: {type: lambda.function, timeout: 60}}, connections: [q triggers f]}

**Subjects** (`for`): `{component: vpc.subnet}`, `{component: [rds.instance, elasticache.redis]}`, `{component: "rds.*"}`,
`{component: any}`; or `{connection: {from: ..., to: ..., relation: ...}}`, each key optional, each one word or a list.
The subject is `$it`; for a connection `$from` and `$to` are its ends. `when` (a check) narrows: where it is not
true the rule does not apply. A finding names the component, or both ends of the connection.

**Values**: literals (`5`, `true`, `text`, `[a, b]`), `$it` (its id), `$var.name` with a property or a fact,
`{mul: [..]}`, `{add: [..]}`, `{min: [..]}`, `{max: [..]}`, `{sub: [a, b]}`, `{div: [a, b]}`, `{count: $set}`, `{length: value}`, `{bytes: text or mapping}`, `{round_up: value}`, `{prefix: cidr}`
(the 24 of 10.0.0.0/24), `{at: [$it.mappings, Images, eu-west-1]}` (what stands there in a mapping), `{pick: [$it.type, {lambda.function: 3, ec2.instance: 5}]}` (by a table; `other:` is for what it does not list, else that is unknown), and `{notes: 3, current: 5}` by edition. `$$x` is the text `$x`.
Defaults of properties are filled in. A property that is not set and has no default is *unknown*; so is every
check that needs it: the rule then asks a question instead of reporting a finding. `exists` tells set from not set.

**Facts** of any component, beside its properties (a fact wins over a property of the same name, `service` and `category` do not):
`id type name service category parent parent_type` (a property `service`, of an endpoint, wins over the fact) · `region` · `vpc` (id) · `az` (of its own zone or its one subnet) ·
`zones` (list, of its subnets) · `subnets` (ids) · `public` (a subnet's own; else: stands in or reaches a public subnet) ·
`isolated` (in a subnet without a way out) · `default_route` (id of the gateway a subnet, or the component's subnet, leads to) ·
`default_route_type` · `egress` (internet | nat | none) · `security_groups` (ids) · `port` (its own, or its engine's) ·
`in_vpc` (true/false, never unknown) · `edition` ·
`imported` (from a template that was not drawn here: what belongs to it may be elsewhere).
Of a connection: `id relation label from to` and its properties (defaults of the pair filled in).

**Named sets** (`let`), each built on what stands before it:

    let:
      subnets: {of: $it, follow: [subnets]}
      functions: {of: $it, follow: ["out:delivers | out:triggers"], type: lambda.function}
      others: {of: $design, type: s3.bucket, where: {ne: [$each.id, $it.id]}}       # $design: all components

`follow` lists steps, taken one after the other; `a | b` takes both. The steps: `in` (its container),
`in:vpc.vpc` (the innermost container of that type round it), `out`, `out:reads` (targets of connections), `into`, `into:reads`
(sources), `children`, `members` (children at any depth), `spans` (what it reaches into), `spanning` (what reaches into it),
`subnets`, `vpc`, `groups` (security groups), `route` (gateway of the default route), `self`; `outgoing:reads`,
`incoming:reads` give the connections themselves, `from` and `to` their ends.
`type` (word, list or `"rds.*"`) and `where` (a check of `$each`) keep some. A set is sorted, without repeats.

**Checks**, one operator a mapping:

    {eq: [a, b]}  ne lt le gt ge            comparisons; text compares by letters
    {in: [a, [x, y]]}  {contains: [list, a]}  membership; the list may be a property, or a $set;
                                             a text contains a part of it
    {exists: $it.prop}  {exists: $set}       set and not empty
    {chosen: $it.prop}                       a person gave it a value, the default or another; never unknown
    {decided: $it.prop}                      the same, but where nobody gave it one that is a question
    {entry: {of: $it.statements, having: {Effect: Allow, Action: ["*"]}}}   a list of mappings holds one with all of these; a
                                             value fits where it, or one of its list, is the wanted one or one of the wanted list;
                                             beside having: ending: {Action: ":*"}, holding: [NotAction], lacking: [Condition] (keys)
    {all: [..]}  {any: [..]}  {not: check}  {if: [condition, then]}
    {every: {in: $set, as: s, check: {eq: [$s.public, true]}}}     also some, none; `as` left out: $each
    {count: {of: $set, ge: 2}}               eq ne lt le gt ge, also two of them
    {distinct: {of: $set, value: az, ge: 2}} how many different values; {values} in the message shows them
    {sum: {of: $set, value: size, le: 64}}   with times: number, each is multiplied by its own number
    {cidr_within: [inner, outer]}  {cidr_overlap: [a, b]}     a and b a block, a list of blocks, or $set.cidr
    {lets_in: {groups: $groups, port: $to.port, from: $from}}   a line of a security group lets the source in on a TCP port;
                                             from: a component, or a block such as 0.0.0.0/0; port or from left out: any
    {names_source: {groups: $groups, from: $from}}            a line names that component, or a group that it stands in
    {names_only: {groups: $groups, known: $set}}              the components that lines name are all in the set
    {ingress_reads: $it.ingress}             lines of a security group can be read
    {passes_acl: {acls: $acls, way: inbound, port: $to.port, peer: $from}}     all these network ACLs let TCP pass; way: or outbound;
                                             peer: a component, or internet (any public address)
    {acl_reads: $it.inbound}                 lines of a network ACL can be read, and no two have one number
    {path: {from: $it, to: $x | $set | {type: rds.instance}, over: [reads], avoid: [vpc.nat_gateway]}}
                                             reachable in one or more steps along connections (`over`: only these
                                             relations) and from a container to what it holds; from $it to $it: a cycle
    {starts_with: [text, "a"]}  {ends_with: [text, [".fifo"]]}  {matches_format: [value, bucket_name]}
                                             formats: bucket_name fifo_name dns_name cidr arn port instance_type
                                             of a list: one of its texts does so
    {holds_secret: $it.environment}          a script, or a mapping or list of variables, writes a password or key down; {bad} names it
    {states_lead: $it.definition}            each step of a state machine leads to one that is there, and some step ends; {bad} says what not
    true, false

`$set.prop` is the list of the values of all its members (in `in`, `contains`, `cidr_overlap`).

**Message** and fix labels: only `{var}` (its name; a set: names; a connection: "A → B"), `{var.prop}`, `{var.prop:time}` (seconds as
`4 days`, `12 h`, `90 s`), `{bad}` (names of those that
broke `every` or `none`), `{values}` and `{n}` (from `distinct`, `count` and `sum`).

**Editions**: `editions: [current]` switches a rule off in the notes. `notes: {check: ..., when: ..., message: ..., severity: ...}`
(also let, why, title, fix) says what is otherwise in the notes edition. A rule whose editions differ says how in
`differs`: one sentence on the other edition, shown with the finding.

**Fixes** (`fix`): `label`, `safe` (true: the intent stays), and what to do, in the order written:

    set: {what: $it, prop: value, ...}       what: a variable or a $set ($it if left out); prop: null takes the value away
    move: {what: $it, to: {type: vpc.subnet, where: {eq: [$each.public, false]}}}     to the first fitting container,
                                             of its own VPC where it has one, of its zone if possible; or `to: $set`
    span: {what: $it, over: {type: vpc.subnet, where: ...}}     reaches into one more, of another zone if possible
    add: {type: sqs.queue, name: "{it} dead letters", properties: {..}, in: $it, connect: {from: $it, relation: dead_letters_to}}
                                             in: a container (left out: beside $it); connect with `from` or `to`; the new one is $new
    connect: {from: $it, to: $x, relation: uses, prop: value}
    relate: {what: $it, relation: reads}     another relation for a connection;   reverse: $it   turns it round
    remove: $it                              a connection, a component, or all of a $set

A fix whose values are unknown or whose place does not exist is not offered.

**Examples** (`passes`, `fails`, `unknown`): small designs, each run as a test; at least one pass and one fail a rule.

    {components: {v: vpc.vpc, s: {type: vpc.subnet, in: v, public: true}, db: {type: rds.instance, in: s, spans: [s2]}},
     connections: [app connects db, {from: a, to: b, relation: connects, port: 5432}], expect: [db], edition: notes}

A component is its type, or a mapping with `type`, perhaps `in`, `spans`, `name`, `imported: true`; all other keys are properties. A connection
is `source relation target`, or a mapping. `expect` names the subjects (component ids, connections in the short form); left
out: all subjects of the rule. In `fails` and `unknown` no other subject may have that result; in `passes` `expect: []`
says that the rule does not apply to anything there. `edition` (default: current if the rule is on there), `region`, and `title`
(what the example shows) are optional.

Three results and a fourth: *pass*, *fail*, *unknown* (becomes a question), *not applicable*. Checks may nest to
a depth of 32. Anything not named here is a problem of the palette that names file, rule and key; the other rules load.
"""
