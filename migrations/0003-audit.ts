import type { QueryInterface } from 'sequelize';

// What a statement changed is noted by triggers in two settings that live as long as its transaction; when that ends,
// core_commit() makes one entry of them. The triggers themselves are made at each start, see core/audit/tables.ts.

const tables = `
create table core_audit (
  id bigint primary key,
  at timestamptz not null,
  entry jsonb not null,
  previous bytea not null,
  hash bytea not null
);
-- One row, the newest entry: without it nobody would miss what is cut off at the end. Its key moves on with it, so that
-- the row is found at once even while a long snapshot, such as a backup's, keeps its older versions alive.
create table core_audit_head (
  id bigint primary key,
  at timestamptz not null,
  hash bytea not null
);
insert into core_audit_head (id, at, hash) values (0, '-infinity', decode(repeat('00', 32), 'hex'));
-- Transactions that nobody will close by core_commit(); a row lives for as long as its transaction.
create table core_audit_loose (id bigint generated always as identity primary key);`;

const search = `
-- The words of a text, letters and digits in lower case.
create function core_words(given text) returns text[] language sql immutable parallel safe as $$
  select array(select distinct left(word, 60) from regexp_split_to_table(lower(given), '[^[:alnum:]]+') word where word <> '')
$$;
create function core_audit_words(entry jsonb) returns tsvector language sql immutable parallel safe as $$
  select array_to_tsvector(core_words(concat_ws(' ', entry->'actor'->>'email', entry->>'action', entry->>'summary',
    entry->>'detail', entry->>'project_id', entry->>'target_id', entry->>'request_id', entry->>'address')))
$$;
alter table core_audit
  add column actor_id uuid generated always as ((entry->'actor'->>'id')::uuid) stored,
  add column action text generated always as (entry->>'action') stored,
  add column outcome text generated always as (entry->>'outcome') stored,
  add column via text generated always as (entry->>'via') stored,
  add column project_id uuid generated always as ((entry->>'project_id')::uuid) stored,
  add column words tsvector generated always as (core_audit_words(entry)) stored;
create index core_audit_at on core_audit (at, id);
create index core_audit_actor on core_audit (actor_id, id);
create index core_audit_action on core_audit (action, id);
create index core_audit_outcome on core_audit (outcome, id);
create index core_audit_via on core_audit (via, id);
create index core_audit_project on core_audit (project_id, id);
create index core_audit_words on core_audit using gin (words);`;

const chain = `
-- What the hash of an entry is taken of, after the hash before it.
create function core_audit_text(id bigint, at timestamptz, entry jsonb) returns bytea language sql immutable as $$
  select convert_to(id || ' ' || (extract(epoch from at) * 1000000)::bigint || ' ' || entry::text, 'UTF8')
$$;

create function core_audit_refuse() returns trigger language plpgsql as $$
begin
  raise exception 'The audit can only be added to: % of % is refused.', lower(tg_op), tg_table_name;
end $$;
create trigger core_audit_kept before update or delete or truncate on core_audit
  for each statement execute function core_audit_refuse();
create trigger core_audit_head_kept before insert or delete or truncate on core_audit_head
  for each statement execute function core_audit_refuse();
create function core_audit_head_step() returns trigger language plpgsql as $$
begin
  if new.id <> old.id + 1 then raise exception 'The audit goes on by one entry after %, not to %.', old.id, new.id; end if;
  return new;
end $$;
create trigger core_audit_head_next before update on core_audit_head
  for each row execute function core_audit_head_step();`;

const note = `
-- Notes what a statement changed. Arguments: 'rows' or 'count', and comma lists of the key's columns, of those that are
-- never shown, and of those whose change alone is not worth telling.
create function core_audit_note() returns trigger language plpgsql as $$
declare
  most_rows constant integer := 100;
  most_bytes constant integer := 524288;
  keys constant text[] := string_to_array(tg_argv[1], ',');
  hidden constant text[] := string_to_array(tg_argv[2], ',');
  silent constant text[] := string_to_array(tg_argv[3], ',');
  noted constant text := coalesce(current_setting('ipm.audit_rows', true), '');
  counted constant text := coalesce(current_setting('ipm.audit_counts', true), '');
  name constant text := tg_table_name || ' ' || lower(tg_op);
  total bigint;
  listed integer := 0;
  lines text;
  target text;
  scope text;
begin
  if tg_op = 'DELETE' then select count(*) into total from old_rows;
  else select count(*) into total from new_rows; end if;
  if total = 0 then return null; end if;

  if tg_argv[0] = 'rows' then
    if tg_op = 'INSERT' then
      select count(*), string_agg(core_audit_line(tg_table_name, 'insert', keys, r, null, core_audit_shown(r, hidden)), ','),
             min(core_audit_id(r, keys)), min(coalesce(r->>'project_id', r->>'scope_id'))
      into listed, lines, target, scope from (select to_jsonb(n) as r from new_rows n limit most_rows) listed_rows;
    elsif tg_op = 'DELETE' then
      select count(*), string_agg(core_audit_line(tg_table_name, 'delete', keys, r, core_audit_shown(r, hidden), null), ','),
             min(core_audit_id(r, keys)), min(coalesce(r->>'project_id', r->>'scope_id'))
      into listed, lines, target, scope from (select to_jsonb(o) as r from old_rows o limit most_rows) listed_rows;
    else
      -- Both tables hold the rows in the order in which they were updated.
      select count(*),
             string_agg(core_audit_line(tg_table_name, 'update', keys, pair.o,
                                        core_audit_shown(diff.before, hidden), core_audit_shown(diff.after, hidden)), ',')
               filter (where diff.before is not null),
             min(core_audit_id(pair.o, keys)) filter (where diff.before is not null),
             min(coalesce(pair.o->>'project_id', pair.o->>'scope_id')) filter (where diff.before is not null)
      into listed, lines, target, scope
      from (select old_list.r as o, new_list.r as n
            from (select to_jsonb(x) as r, row_number() over () as place from old_rows x limit most_rows) old_list
            join (select to_jsonb(x) as r, row_number() over () as place from new_rows x limit most_rows) new_list
            using (place)) pair,
           lateral (select jsonb_object_agg(key, value) as before, jsonb_object_agg(key, pair.n->key) as after
                    from jsonb_each(pair.o - silent) where pair.n->key is distinct from value) diff;
    end if;
  end if;

  if octet_length(noted) + octet_length(lines) > most_bytes then
    listed := 0;
    lines := null;
  end if;
  if lines is null and listed >= total then return null; end if;
  if lines is not null then
    perform set_config('ipm.audit_rows', case when noted = '' then lines else noted || ',' || lines end, true);
    if scope is not null and coalesce(current_setting('ipm.audit_scope', true), '') = '' then
      perform set_config('ipm.audit_scope', scope, true);
    end if;
    -- What it was about: a plugin's row sooner than those that core adds to it.
    if tg_table_name not like 'core\\_%' and coalesce(current_setting('ipm.audit_target', true), '') = '' then
      perform set_config('ipm.audit_target', coalesce(target, ''), true);
    end if;
  end if;
  if total > listed then
    perform set_config('ipm.audit_counts', (counts.known || jsonb_build_object(
      name, total - listed + coalesce((counts.known->>name)::bigint, 0)))::text, true)
    from (select coalesce(nullif(counted, ''), '{}')::jsonb as known) counts;
  end if;

  -- The program closes its own transactions; for single statements, and for others, the end must be awaited here.
  if noted = '' and counted = '' and coalesce(current_setting('ipm.is_closed_by_us', true), '') <> 'yes' then
    insert into core_audit_loose default values;
  end if;
  return null;
end $$;

create function core_audit_shown(given jsonb, hidden text[]) returns jsonb language sql immutable as $$
  select case when not given ?| hidden then given
    else given || (select jsonb_object_agg(key, '(hidden)') from unnest(hidden) key where given->key <> 'null') end
$$;
create function core_audit_id(whole jsonb, keys text[]) returns text language sql immutable as $$
  select case when cardinality(keys) = 1 then whole->>keys[1]
    else (select string_agg(whole->>key, ' ' order by place) from unnest(keys) with ordinality k (key, place)) end
$$;
create function core_audit_line(name text, operation text, keys text[], whole jsonb, before jsonb, after jsonb)
returns text language sql immutable as $$
  select jsonb_build_object('table', name, 'operation', operation, 'id', core_audit_id(whole, keys),
                            'before', before, 'after', after)::text
$$;`;

const commit = `
-- The last statement of a transaction: stores its events and what it changed, both under one lock that is held until the
-- commit, so that their numbers become visible in order and without a gap. Answers the number of the entry, if there is
-- one. With 'attempt' in the context there is one even if nothing changed.
create function core_commit(context jsonb, events jsonb) returns bigint language plpgsql as $$
declare
  noted constant text := coalesce(current_setting('ipm.audit_rows', true), '');
  counted constant text := coalesce(current_setting('ipm.audit_counts', true), '');
  is_entry constant boolean := noted <> '' or counted <> '' or context ? 'attempt';
  changes jsonb := case when noted = '' then '[]' else '[' || noted || ']' end;
  left_out bigint := 0;
  content jsonb;
  session jsonb;
  about jsonb;
  newest_event bigint;
  last core_audit_head;
  mine core_audit_head;
begin
  if is_entry then
    if context->'actor' = 'null' and noted like '%core_sessions%' then
      -- Whoever signs in was nobody before.
      select line->'after' into session from jsonb_array_elements(changes) line
      where line->>'table' = 'core_sessions' and line->>'operation' = 'insert' limit 1;
    end if;
    about := jsonb_build_object(
      'target_id', coalesce(context->>'target_id', nullif(current_setting('ipm.audit_target', true), ''), changes->0->>'id'),
      'project_id', coalesce(context->>'project_id', nullif(current_setting('ipm.audit_scope', true), '')));
    if about->'project_id' = 'null' and events is not null then
      select about || jsonb_build_object('project_id', e->'payload'->'project_id') into about
      from jsonb_array_elements(events || '[{"payload": {"project_id": null}}]') e
      where e->'payload' ? 'project_id' limit 1;
    end if;
    if counted <> '' then
      select changes || jsonb_agg(jsonb_build_object(
               'table', split_part(key, ' ', 1), 'operation', split_part(key, ' ', 2), 'id', null,
               'before', null, 'after', null, 'rows', value::bigint) order by key), sum(value::bigint)
      into changes, left_out from jsonb_each_text(counted::jsonb);
    end if;
    content := (context - 'attempt') || about || jsonb_build_object('changes', changes, 'changes_left_out', left_out);
    if session is not null then
      content := content || jsonb_build_object('via', session->'via', 'actor', (
        select jsonb_build_object('id', id, 'email', email) from core_users where id = (session->>'user_id')::uuid));
    end if;
    -- Said once: what follows in this transaction, if anything does, is another entry's.
    perform set_config('ipm.audit_rows', '', true), set_config('ipm.audit_counts', '', true),
            set_config('ipm.audit_target', '', true), set_config('ipm.audit_scope', '', true);
  elsif events is null then
    return null;
  end if;

  perform pg_advisory_xact_lock(1163284052);
  if events is not null then
    with stored as (
      insert into core_events (name, scope_id, payload)
      select e->>'name', (e->'payload'->>'project_id')::uuid, e->'payload'
      from jsonb_array_elements(events) with ordinality list (e, place) order by place
      returning id)
    select max(id) into newest_event from stored;
    perform pg_notify('ipm_events', newest_event::text);
  end if;
  if not is_entry then return null; end if;

  select * into last from core_audit_head order by id desc limit 1;
  mine.id := last.id + 1;
  mine.at := greatest(clock_timestamp(), last.at);
  mine.hash := sha256(last.hash || core_audit_text(mine.id, mine.at, content));
  insert into core_audit (id, at, entry, previous, hash) values (mine.id, mine.at, content, last.hash, mine.hash);
  update core_audit_head set id = mine.id, at = mine.at, hash = mine.hash where id = last.id;
  return mine.id;
end $$;

create function core_audit_close_loose() returns trigger language plpgsql as $$
declare
  program constant text := current_setting('application_name');
  is_ours constant boolean := program = 'image-project-manager';
begin
  delete from core_audit_loose where id = new.id;
  perform core_commit(jsonb_build_object(
    'actor', null, 'via', case when is_ours then 'system' else 'database' end, 'action', 'statement',
    'summary', case when is_ours then 'The server itself' else 'A statement in the database, beside the server' end,
    'outcome', 'done', 'status', null,
    'detail', case when not is_ours then concat_ws(', ', 'Role ' || session_user, 'program ' || nullif(program, '')) end,
    'request_id', null, 'address', case when not is_ours then host(inet_client_addr()) end, 'agent', null), null);
  return null;
end $$;
create constraint trigger core_audit_loose_end after insert on core_audit_loose
  deferrable initially deferred for each row execute function core_audit_close_loose();`;

export async function up({ sequelize }: QueryInterface): Promise<void> {
  for (const part of [tables, search, chain, note, commit]) await sequelize.query(part);
}

export async function down({ sequelize }: QueryInterface): Promise<void> {
  // The triggers on all other tables go with the function.
  await sequelize.query(`
    drop function core_audit_note() cascade;
    drop table core_audit_loose, core_audit_head, core_audit;
    drop function core_audit_close_loose(), core_commit(jsonb, jsonb), core_audit_shown(jsonb, text[]),
      core_audit_line(text, text, text[], jsonb, jsonb, jsonb), core_audit_id(jsonb, text[]), core_audit_head_step(), core_audit_refuse(),
      core_audit_text(bigint, timestamptz, jsonb), core_audit_words(jsonb), core_words(text);`);
}
