CREATE TABLE calendar_revisions (
  variant VARCHAR NOT NULL,
  uid VARCHAR NOT NULL,
  contract_id VARCHAR NOT NULL,
  slot VARCHAR NOT NULL,
  digest VARCHAR NOT NULL,
  sequence BIGINT NOT NULL,
  created DATETIME NOT NULL,
  changed DATETIME NOT NULL,
  starts VARCHAR NOT NULL,
  ends VARCHAR NOT NULL,
  summary VARCHAR NOT NULL,
  meant VARCHAR NOT NULL,
  CONSTRAINT pk_calendar_revisions PRIMARY KEY (variant, uid)
);
CREATE TABLE feeds (
  id VARCHAR NOT NULL,
  name VARCHAR NOT NULL,
  digest VARCHAR NOT NULL,
  lang VARCHAR NOT NULL,
  contract_id VARCHAR,
  "full" BOOLEAN NOT NULL,
  created DATETIME NOT NULL,
  revoked DATETIME,
  CONSTRAINT pk_feeds PRIMARY KEY (id),
  CONSTRAINT uq_feeds_digest UNIQUE (digest)
);
CREATE TABLE persons (
  id VARCHAR NOT NULL,
  departure DATE,
  residence_card_until DATE,
  passport_until DATE,
  account_closes DATE,
  card_expires DATE,
  returns DATE,
  CONSTRAINT pk_persons PRIMARY KEY (id)
);
CREATE TABLE pushed (
  collection VARCHAR NOT NULL,
  uid VARCHAR NOT NULL,
  contract_id VARCHAR NOT NULL,
  etag VARCHAR NOT NULL,
  digest VARCHAR NOT NULL,
  theirs BOOLEAN NOT NULL,
  CONSTRAINT pk_pushed PRIMARY KEY (collection, uid)
);
CREATE TABLE settings (
  "key" VARCHAR NOT NULL,
  value VARCHAR NOT NULL,
  CONSTRAINT pk_settings PRIMARY KEY ("key")
);
CREATE TABLE tracker_revision (
  version_num VARCHAR(32) NOT NULL,
  CONSTRAINT tracker_revision_pkc PRIMARY KEY (version_num)
);
CREATE TABLE contracts (
  id VARCHAR NOT NULL,
  person_id VARCHAR NOT NULL,
  position INTEGER NOT NULL,
  name VARCHAR NOT NULL,
  name_key VARCHAR NOT NULL,
  carrier VARCHAR NOT NULL,
  recorded DATE NOT NULL,
  departure DATE,
  needed_until DATE,
  closing_day BIGINT,
  line VARCHAR NOT NULL,
  sim VARCHAR,
  prepaid BOOLEAN,
  expires DATE,
  valid_days BIGINT,
  started DATE,
  signed DATE,
  "plan" VARCHAR,
  fee_yen BIGINT,
  payment VARCHAR,
  debit_day BIGINT,
  channel VARCHAR,
  services_listed BOOLEAN NOT NULL,
  holder VARCHAR NOT NULL,
  intent VARCHAR NOT NULL,
  number VARCHAR,
  number_key VARCHAR,
  device_balance BIGINT,
  device_until DATE,
  deposit BIGINT,
  owed BIGINT,
  balance BIGINT,
  item VARCHAR NOT NULL,
  note VARCHAR,
  lost DATE,
  archived BOOLEAN NOT NULL,
  CONSTRAINT pk_contracts PRIMARY KEY (id),
  CONSTRAINT uq_contracts_position UNIQUE (position),
  CONSTRAINT uq_contracts_person_id_name_key UNIQUE (person_id, name_key),
  CONSTRAINT uq_contracts_person_id_number_key UNIQUE (person_id, number_key),
  CONSTRAINT fk_contracts_person_id FOREIGN KEY(person_id) REFERENCES persons (id)
);
CREATE TABLE additional_sims (
  contract_id VARCHAR NOT NULL,
  main_id VARCHAR NOT NULL,
  CONSTRAINT pk_additional_sims PRIMARY KEY (contract_id),
  CONSTRAINT fk_additional_sims_contract_id FOREIGN KEY(contract_id) REFERENCES contracts (id) ON DELETE CASCADE,
  CONSTRAINT fk_additional_sims_main_id FOREIGN KEY(main_id) REFERENCES contracts (id) ON DELETE CASCADE
);
CREATE TABLE answers (
  contract_id VARCHAR NOT NULL,
  position INTEGER NOT NULL,
  phrase VARCHAR NOT NULL,
  answer BOOLEAN NOT NULL,
  CONSTRAINT pk_answers PRIMARY KEY (contract_id, position),
  CONSTRAINT uq_answers_contract_id_phrase UNIQUE (contract_id, phrase),
  CONSTRAINT fk_answers_contract_id FOREIGN KEY(contract_id) REFERENCES contracts (id) ON DELETE CASCADE
);
CREATE TABLE failures (
  contract_id VARCHAR NOT NULL,
  position INTEGER NOT NULL,
  step VARCHAR NOT NULL,
  happened DATE NOT NULL,
  channel VARCHAR,
  why VARCHAR,
  CONSTRAINT pk_failures PRIMARY KEY (contract_id, position),
  CONSTRAINT fk_failures_contract_id FOREIGN KEY(contract_id) REFERENCES contracts (id) ON DELETE CASCADE
);
CREATE TABLE marks (
  contract_id VARCHAR NOT NULL,
  position INTEGER NOT NULL,
  step VARCHAR NOT NULL,
  state VARCHAR NOT NULL,
  happened DATE,
  ends DATE,
  ref VARCHAR,
  start DATE,
  due DATE,
  latest DATE,
  moved_to DATE,
  appointment DATETIME,
  place VARCHAR,
  CONSTRAINT pk_marks PRIMARY KEY (contract_id, position),
  CONSTRAINT uq_marks_contract_id_step UNIQUE (contract_id, step),
  CONSTRAINT fk_marks_contract_id FOREIGN KEY(contract_id) REFERENCES contracts (id) ON DELETE CASCADE
);
CREATE TABLE roles (
  contract_id VARCHAR NOT NULL,
  position INTEGER NOT NULL,
  role VARCHAR NOT NULL,
  CONSTRAINT pk_roles PRIMARY KEY (contract_id, position),
  CONSTRAINT fk_roles_contract_id FOREIGN KEY(contract_id) REFERENCES contracts (id) ON DELETE CASCADE
);
CREATE TABLE row_numbers (
  contract_id VARCHAR NOT NULL,
  position INTEGER NOT NULL,
  "row" VARCHAR NOT NULL,
  number BIGINT NOT NULL,
  CONSTRAINT pk_row_numbers PRIMARY KEY (contract_id, position),
  CONSTRAINT uq_row_numbers_contract_id_row UNIQUE (contract_id, "row"),
  CONSTRAINT fk_row_numbers_contract_id FOREIGN KEY(contract_id) REFERENCES contracts (id) ON DELETE CASCADE
);
CREATE TABLE services (
  contract_id VARCHAR NOT NULL,
  position INTEGER NOT NULL,
  "key" VARCHAR NOT NULL,
  letter BIGINT NOT NULL,
  label VARCHAR,
  use VARCHAR,
  moving VARCHAR,
  lead_days BIGINT,
  CONSTRAINT pk_services PRIMARY KEY (contract_id, position),
  CONSTRAINT uq_services_contract_id_letter UNIQUE (contract_id, letter),
  CONSTRAINT fk_services_contract_id FOREIGN KEY(contract_id) REFERENCES contracts (id) ON DELETE CASCADE
);
CREATE TABLE terms (
  contract_id VARCHAR NOT NULL,
  position INTEGER NOT NULL,
  term VARCHAR NOT NULL,
  days BIGINT NOT NULL,
  CONSTRAINT pk_terms PRIMARY KEY (contract_id, position),
  CONSTRAINT uq_terms_contract_id_term UNIQUE (contract_id, term),
  CONSTRAINT fk_terms_contract_id FOREIGN KEY(contract_id) REFERENCES contracts (id) ON DELETE CASCADE
);
